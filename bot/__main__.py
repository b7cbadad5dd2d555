"""``python -m bot``: the same as the installed ``zhibu``."""

from bot.cli import main

if __name__ == "__main__":
    main()
