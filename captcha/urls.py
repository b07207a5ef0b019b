from django.urls import path

from . import views

app_name = "captcha"
urlpatterns = [
    path("challenge/", views.challenge, name="challenge"),
    path("renew/", views.renew, name="renew"),
    path("<str:token>/<int:number>.jpg", views.sheet, name="sheet"),
]
