from datetime import date
from pathlib import Path

import pytest

from benchmarks import publishing, synthetic
from benchmarks.publishing import Figures, table
from knowledge_base.check import check_directory
from knowledge_base.counts import counts
from knowledge_base.files import load_content
from knowledge_base.parse import parse_file

DAY = date(2026, 11, 25)


def test_made_up_content_is_clean_and_as_large_as_asked(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path, 30, "2026-11-20")
    assert check_directory(folder, DAY) == []
    found = counts(load_content(folder, DAY))
    assert (found.documents, found.sections, found.questions, found.facts) == (30, 60, 120, 1)
    assert found.languages == {"id": 60}


def test_a_change_is_in_one_section_and_its_question() -> None:
    path = "documents/layanan-00007.md"
    (old,), (new,) = (
        parse_file(path, synthetic.document(7, "2026-11-20", change), DAY) for change in ("", publishing.change(0))
    )
    first, second = zip(old.body.sections, new.body.sections, strict=True)  # type: ignore[union-attr]
    assert publishing.change(0) in first[1].body and publishing.change(0) in first[1].questions[0].text
    assert second[0] == second[1] and first[0] != first[1]
    assert publishing.change(0) in publishing.asked(0) and publishing.change(0) != publishing.change(1)


@pytest.mark.parametrize(("embedding", "cell"), [(float("nan"), "not measured"), (4.25, "4.2")])
def test_what_was_not_measured_is_said(embedding: float, cell: str) -> None:
    figures = Figures(1000, 1.5, embedding, 20.0, 2.0, 9.0, 0.01, 0.6, 0.1, 900.0, 1100.0, 80.0)
    lines = table([figures]).splitlines()
    assert f"| embedding a text, ms | {cell} |" in lines
    assert "| documents | 1,000 |" in lines
