"""Dates in Arabic where Django has none: those it lacks fall back to the order of English."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، g:i A"
SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y، g:i A"  # as Django's own short date, marks included
FIRST_DAY_OF_WEEK = 6  # Saturday
