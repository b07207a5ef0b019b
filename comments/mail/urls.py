from django.urls import path

from . import views

# What gives power over an address begins with my/, as what does over a comment: no log keeps it.
app_name = "mail"
urlpatterns = [
    path("comments/follow/<int:pk>/", views.follow, name="follow"),
    path("my/mail/confirm/<str:token>/", views.confirm, name="confirm"),
    path("my/mail/stop/<str:key>/", views.stop, name="stop"),
    path("my/mail/<str:key>/", views.subscriptions, name="subscriptions"),
    path("my/<str:key>/mail/", views.about_comment, name="about-comment"),
]
