"""``python -m jsonschemabench.data.corpus``: write the corpus again, after a change of one of its modules."""

from jsonschemabench.data.cases import CORPUS_FILE
from jsonschemabench.data.corpus.build import corpus_lines

if __name__ == "__main__":
    CORPUS_FILE.write_text("".join(corpus_lines()), encoding="utf-8")
