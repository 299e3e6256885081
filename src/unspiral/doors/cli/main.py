"""The command ``unspiral``: which verbs there are, and what happens when one of them fails."""

# ruff: noqa: E402 - the first import must come before all that take time
from __future__ import annotations

from unspiral.doors.cli.early import hold, release

hold()

import errno
import io
import os
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click
from click.exceptions import NoArgsIsHelpError
from click.shell_completion import CompletionItem, get_completion_class

from unspiral.doors.cli.console import decide, decided, last_words, stop_writing, tell
from unspiral.doors.cli.usage import usage_error
from unspiral.errors import UnspiralError, did_you_mean
from unspiral.version import VERSION

# Verb -> what it is for. The texts stand here and not in the verbs, so that --help loads none of them.
VERBS: Mapping[str, str] = {
    "demo": "Run the whole job on the packaged example, offline.",
    "loop": "Read a loop, print its equations with units, draw it.",
    "learn": "Learn from a table how each process drives the other.",
    "whatif": "Show what a change would be expected to do.",
    "targets": "Rank what could be acted on, for clinicians and researchers.",
    "spiral": "Show how much of a push comes back round the loop.",
    "design": "Plan how large a study has to be to see a link.",
    "trial": "Plan a trial with one person, and read its diary.",
    "forecast": "Show what the next answers would be expected to be.",
    "compare": "Put fits of the same answers side by side.",
    "pathway": "Show what guidelines offer, with all their positions.",
    "flare": "Show what your own record says about earlier bad days.",
    "report": "Write one page that a person can read and print.",
    "population": "Episodes of back pain and depression in a population.",
    "measure": "Questionnaires, safety, schedules, and data in and out.",
    "evidence": "What is known, with its source.",
    "serve": "Open the web app on your own encrypted file.",
}

INTERRUPTED = 130  # what shells say of a program that ended by Ctrl-C

EPILOG = """\b
Examples:
  unspiral demo
  unspiral loop 'pain <-> depression'
  unspiral learn diary.csv --loop 'pain <-> depression' -o fit.json

Run 'unspiral VERB --help' for an example of each verb.

Not a diagnosis and not a medical device. Everything stays on this machine."""


class Verbs(click.Group):
    """A group that loads a verb's module only when that verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*VERBS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in VERBS:
            return cast("click.Command", import_module(f"unspiral.doors.cli.{cmd_name}").command)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word in self.list_commands(ctx) or word.startswith("-"):
            return super().resolve_command(ctx, args)
        ctx.fail(f"'{word}' is not a verb.{did_you_mean(word, self.list_commands(ctx))} The verbs are: {', '.join(VERBS)}.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([*VERBS.items(), *((name, verb.get_short_help_str()) for name, verb in sorted(self.commands.items()))])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        texts = {**VERBS, **{name: verb.get_short_help_str() for name, verb in self.commands.items()}}
        return [CompletionItem(name, help=text) for name, text in texts.items() if name.startswith(incomplete)]


def _print_version(context: click.Context, _option: click.Parameter, value: bool) -> None:
    if not value or context.resilient_parsing:
        return
    click.echo(f"unspiral {VERSION}")
    context.exit()


@click.group(cls=Verbs, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version and exit.")
def cli() -> None:
    """Measure back pain and depression together, learn how each drives the other, and show what would break the cycle."""


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the lines that make a shell complete verbs and options.

    \b
    Examples:
      unspiral completion bash >> ~/.bashrc
      unspiral completion zsh >> ~/.zshrc
      unspiral completion fish > ~/.config/fish/completions/unspiral.fish
    """
    kind = get_completion_class(shell)
    if kind is None:  # the choice above lists only shells that click knows
        raise click.BadParameter(f"no completion for {shell}")
    click.echo(kind(cli, {}, "unspiral", "_UNSPIRAL_COMPLETE").source())


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and say how it ended.

    Args:
        arguments: words after ``unspiral``; those of the process when left out.

    Returns:
        0 done, 2 bad usage or bad input, 3 refused, 4 did not converge, 130 interrupted, 1 a fault of the program.
    """
    # A name that the terminal cannot show must not end the run.
    output = sys.stdout
    if isinstance(output, io.TextIOWrapper):
        cast("io.TextIOWrapper", output).reconfigure(errors="backslashreplace")
    decide(0)
    code = None
    try:
        code = _run(arguments)
        last_words()
        if output is not None:  # a caller may have closed it
            output.flush()
    except BrokenPipeError:  # the reader has seen enough (``| head``)
        stop_writing(sys.stdout)
        return decided() if code is None else code
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
        stop_writing(sys.stdout)
        return _report_full()
    return code


def _run(arguments: list[str] | None) -> int:
    try:
        result = cli.main(arguments, prog_name="unspiral", standalone_mode=False)
    except NoArgsIsHelpError as problem:
        problem.show()
        return problem.exit_code
    except click.UsageError as problem:
        return _report(usage_error(problem, _verb_called(arguments)))
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except UnspiralError as problem:
        return _report(problem)
    except (click.Abort, KeyboardInterrupt):
        tell("Stopped. Nothing half-written was left behind.")
        return INTERRUPTED
    except OSError as problem:
        if problem.errno == errno.EPIPE:
            raise BrokenPipeError from None
        if problem.errno == errno.ENOSPC and problem.filename is None:
            return _report_full()
        return _report_file(problem) if problem.filename is not None else _report_fault(problem)
    except SystemExit as end:
        # Click ends this way after shell completion (a number), and on a broken pipe (1, with the streams already silenced).
        return decided() or (end.code if isinstance(end.code, int) else 0)
    except Exception as problem:
        return _report_fault(problem)
    return result if isinstance(result, int) else 0


def _verb_called(arguments: list[str] | None) -> click.Command | None:
    words = sys.argv[1:] if arguments is None else arguments
    name = next((word for word in words if not word.startswith("-")), "")
    verb = cli.get_command(click.Context(cli), name) if name in VERBS else None
    if verb is not None:
        verb.name = name  # a verb's function has another name than its word
    return verb


def _report(problem: UnspiralError) -> int:
    tell(f"{type(problem).__name__}: {problem.text()}")
    return problem.exit_code


def _report_full() -> int:
    tell("DataError: There is no space left where the output goes, so it is not whole.")
    tell("  Fix: free some space, or write somewhere else, and run again.")
    return UnspiralError.exit_code


def _report_file(problem: OSError) -> int:
    if _debugging():
        traceback.print_exc()
    tell(f"DataError: The file '{problem.filename}' cannot be used: {(problem.strerror or 'unknown reason').lower()}.")
    tell("  Fix: check its name and its rights, and run again.")
    return UnspiralError.exit_code


def _report_fault(problem: Exception) -> int:
    if _debugging():
        traceback.print_exc()
        return 1
    # The problem's own text may hold an answer or a name: people paste this into a public report, so only its kind and place are shown.
    last = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{os.path.basename(last.filename)}, line {last.lineno}"
    tell(f"unspiral met a fault of its own: {type(problem).__name__} in {place}.")
    tell("  This is not your doing, and nothing half-written was left behind.")
    tell("  Fix: please report it with the command you gave, without your data. UNSPIRAL_DEBUG=1 shows where it happened.")
    return 1


def _debugging() -> bool:
    return os.environ.get("UNSPIRAL_DEBUG", "") not in {"", "0"}


release()

if __name__ == "__main__":
    sys.exit(main())
