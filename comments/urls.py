from django.urls import path

from . import views

app_name = "comments"
urlpatterns = [
    path("comments/<int:pk>/", views.permalink, name="permalink"),
    path("my/", views.list_own, name="own"),
    path("my/<str:key>/", views.mine, name="mine"),
]
