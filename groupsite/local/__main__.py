"""What run.py becomes once the environment is there."""

import argparse
import os
import sys
from pathlib import Path

from groupsite.local import manage, paths, supervisor
from groupsite.local.problems import Problem, disk_full, disk_is_full


def main(arguments: list[str]) -> int:
    try:
        if arguments and arguments[0] == "manage":
            return manage.run(arguments[1:])
        return supervisor.run(options(arguments).port)
    except Problem as problem:
        print(f"run.py: {problem}", file=sys.stderr)
    except OSError as error:
        place = Path(os.fsdecode(error.filename or paths.base_dir()))
        reason = disk_full(place) if disk_is_full(paths.base_dir(), error=error) else error
        print(f"run.py: {reason}", file=sys.stderr)
    return 1


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="The whole portal with demo data.")
    parser.add_argument("command", nargs="?", choices=["demo"])
    parser.add_argument("--port", type=port, help="the first free one from 8000 if left out")
    return parser.parse_args(arguments)


def port(given: str) -> int:
    number = int(given)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
