"""The course's scenes, scenes/, are installed within the library, as ebviz/course/: no other name would be ours."""

from setuptools import find_namespace_packages, find_packages, setup

COURSE = find_namespace_packages("scenes", exclude=["*__pycache__*"])
setup(
    packages=[
        *find_packages(include=["ebviz*"]),
        "ebviz.course",
        *(f"ebviz.course.{name}" for name in COURSE),
    ],
    package_dir={"ebviz.course": "scenes"},
)
