"""Lessons: for every rule by which drawings are judged a small wrong drawing and a right one."""

from workflows.studio.lessons.reading import Lesson, lesson

__all__ = ["Lesson", "lesson"]
