"""A slip in the words of a command, said as every other error is: what happened, and a remedy that can be pasted."""

from __future__ import annotations

import click

from unspiral.errors import SpecError, did_you_mean

PLAIN = (
    ("is not a valid float", "is no number"),
    ("is not a valid integer range", "is no whole number"),
    ("is not a valid integer", "is no whole number"),
)  # click's words -> ours


def usage_error(problem: click.UsageError, verb: click.Command | None = None) -> SpecError:
    """Click's error as one of ours.

    Args:
        problem: a usage error of any verb.
        verb: the verb that was called, where the error itself does not know it.

    Returns:
        The same with a remedy: a value that the option takes, a name that exists, or the verb's help.
    """
    context = problem.ctx
    command = context.command if context is not None else verb
    path = context.command_path if context is not None else f"unspiral {verb.name}" if verb is not None else "unspiral"
    options = command.params if command is not None else []
    help_line = f"{path} --help"
    if isinstance(problem, click.NoSuchOption):
        known = [name for option in options if not getattr(option, "hidden", False) for name in option.opts]
        hint = did_you_mean(problem.option_name, known)
        return SpecError(f"'{path}' has no option '{problem.option_name}'.{hint}", fix=help_line)
    if isinstance(problem, click.MissingParameter) and problem.param is not None:
        kind = "option" if _place(problem.param).startswith("-") else "argument"
        return SpecError(f"Missing {kind} {_place(problem.param)} of '{path}'.", fix=f"{path} {_place(problem.param)} (see {help_line})")
    if isinstance(problem, click.BadParameter) and problem.param is not None:
        return SpecError(f"{_place(problem.param)}: {in_plain_words(problem.message)}", fix=example(problem.param) or help_line)
    if isinstance(problem, click.BadOptionUsage):
        option = next((p for p in options if problem.option_name in p.opts), None)
        return SpecError(problem.format_message(), fix=(example(option) if option else "") or help_line)
    return SpecError(problem.format_message(), fix=help_line)


def in_plain_words(message: str) -> str:
    """Click's message without the names of types.

    Args:
        message: of click.
    """
    for theirs, ours in PLAIN:
        message = message.replace(theirs, ours)
    return message


def example(option: click.Parameter) -> str:
    """An option with a value that it takes; empty for what is no option."""
    name = option.opts[0]
    if not name.startswith("-"):
        return ""
    if isinstance(option.type, click.Choice):
        return f"{name} {'|'.join(str(choice) for choice in option.type.choices)}"
    if isinstance(option.default, (int, float)) and not isinstance(option.default, bool):
        return f"{name} {option.default:g}" if isinstance(option.default, float) else f"{name} {option.default}"
    return f"{name} {option.metavar}" if option.metavar else ""


def _place(parameter: click.Parameter) -> str:
    return parameter.opts[0] if parameter.opts[0].startswith("-") else (parameter.metavar or parameter.opts[0].upper())
