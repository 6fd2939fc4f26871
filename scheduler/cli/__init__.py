"""The engine's commands. Each is a function whose parameters Typer reads; ``service.cli`` names them."""
