"""Celery and only Celery: the app, the canvas, and one thin module a stage."""
