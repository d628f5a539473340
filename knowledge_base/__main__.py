from knowledge_base.cli import app

app(prog_name="python -m knowledge_base")
