"""``zhibu words``: what an administrator needs to write own words for the messages that are sent."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="自己写提醒的措辞")
ConfigFile = Annotated[Path | None, typer.Option("--config", help="配置文件")]


@app.command()
def copy(folder: Annotated[Path, typer.Argument(help="复制到哪个文件夹，再把它写进配置 words = …")]) -> None:
    """把自带的措辞复制出来改；已经有的文件不动。"""
    from handlers.render import TEMPLATES
    from handlers.samples import SAMPLES

    folder.mkdir(parents=True, exist_ok=True)
    for name in SAMPLES:
        file = folder / f"{name}.md.j2"
        if not file.exists():
            shutil.copyfile(TEMPLATES / file.name, file)
            typer.echo(f"已复制 {file}")
    typer.echo(f'改好后在配置里写 words = "{folder}"，运行 zhibu words check 看效果。不改的文件可以删掉。')


@app.command()
def check(config: ConfigFile = None) -> None:
    """用自己的措辞把每种情况写一遍，有错就说在哪里。"""
    from bot.own_words import Folder
    from bot.settled import loaded

    folder = loaded(config).words
    if folder is None:
        typer.echo("配置里没有 words = …，用的是自带的措辞。要自己写，先运行 zhibu words copy 文件夹")
        return
    own = Folder(folder)
    try:
        problems = own.problems()
        for name in own.names() if folder.is_dir() else ():
            for tried in own.try_out(name):
                typer.echo(f"── {tried.template}：{tried.sample}\n{tried.text if not tried.wrong else ''}".rstrip())
    finally:
        own.close()
    for problem in problems:
        typer.echo(f"不好  {problem}")
    if problems:
        typer.echo("有错的模板不会用，照发自带的措辞。")
        raise typer.Exit(1)
    typer.echo("好，都能用。")
