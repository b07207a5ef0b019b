from django.urls import path

from . import views

app_name = "captcha"
urlpatterns = [
    path("challenge/", views.challenge, name="challenge"),
    path("<str:token>/sheet.jpg", views.sheet, name="sheet"),
]
