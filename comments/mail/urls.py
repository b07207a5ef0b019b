from django.urls import path

from . import views

# Links that give power over an address begin with my/, as those over a comment do: no log keeps them.
app_name = "mail"
urlpatterns = [
    path("comments/follow/<int:pk>/", views.follow, name="follow"),
    path("my/mail/confirm/<str:token>/", views.confirm, name="confirm"),
    path("my/mail/stop/<str:key>/", views.stop, name="stop"),
    path("my/mail/<str:key>/", views.subscriptions, name="subscriptions"),
    path("my/<str:key>/mail/", views.about_comment, name="about-comment"),
]
