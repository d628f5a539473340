"""What a machine can find wrong with content, by subject. A rule takes content and a day."""

import datetime as dt
from collections.abc import Callable, Iterator

from knowledge_base.content import Content
from knowledge_base.findings import Finding

Rule = Callable[[Content, dt.date], Iterator[Finding]]
