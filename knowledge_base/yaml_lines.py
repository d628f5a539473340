"""YAML as plain values together with the line of every key and entry, which PyYAML's nodes know."""

from collections.abc import Iterator
from typing import Any

import yaml

_TEXT = "tag:yaml.org,2002:str"
Place = tuple[str | int, ...]


class YamlError(ValueError):
    """YAML that is malformed, or that uses more than plain mappings, lists and values."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def load_yaml(text: str, first_line: int = 1) -> tuple[Any, dict[Place, int]]:
    """Return the values of `text` and the line of each place in them, counted from `first_line`.

    Raises YamlError for wrong syntax, repeated or empty keys, anchors and aliases.
    """
    reader = _Reader(text, first_line)
    try:
        return reader.read(), reader.lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise YamlError(line, str(error.problem or error.context)) from error
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        raise YamlError(line, f"the character {error.character!r} is not allowed") from error
    except RecursionError as error:
        raise YamlError(first_line, "nested too deeply") from error


class _Reader:
    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._seen: set[int] = set()
        self.lines: dict[Place, int] = {}

    def read(self) -> Any:
        self._loader = yaml.CSafeLoader(self._text)
        try:
            node = self._loader.get_single_node()
            return None if node is None else self._value(node, ())
        finally:
            self._loader.dispose()

    def _value(self, node: yaml.Node, place: Place) -> Any:
        line = self._line(node)
        self.lines.setdefault(place, line)
        if id(node) in self._seen:
            raise YamlError(line, "anchors and aliases are not allowed")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(entry, (*place, n)) for n, entry in enumerate(node.value)]
        return self._scalar(node, line)

    def _pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        keys: set[str] = set()
        for key_node, value_node in node.value:
            line, key = self._line(key_node), key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or not key:
                raise YamlError(line, "a key must be text")
            if key in keys:
                raise YamlError(line, f"the key '{key}' appears twice")
            keys.add(key)
            self.lines[*place, key] = line
            yield key, self._value(value_node, (*place, key))

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        if node.tag == _TEXT:
            return node.value
        try:
            return self._loader.construct_object(node)
        except ValueError as error:
            raise YamlError(line, f"'{node.value}': {error}") from error

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + int(node.start_mark.line)
