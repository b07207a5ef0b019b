"""The map of the site. What readers see has a language: none in the path is the site's own."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from . import objecting, privacy, proving, reporting, searching, views, writing
from .feeds import ArticleCommentFeed, ArticleFeed, CommentFeed
from .queries import only_query
from .sitemaps import SITEMAPS

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", only_query("p")(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("counts/<slug:slug>/", views.comment_count, name="comment-count"),
    path("feed/", only_query()(ArticleFeed()), name="feed"),
    path("feed/comments/", only_query()(CommentFeed()), name="comment-feed"),
    path(
        "feed/comments/<slug:slug>/",
        only_query()(ArticleCommentFeed()),
        name="article-comment-feed",
    ),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("articles/<slug:slug>/", views.article, name="article"),
        path("articles/<slug:slug>/comment/", writing.comment, name="comment"),
        path("comments/<int:pk>/report/", reporting.report, name="report"),
        path("privacy/", privacy.privacy, name="privacy"),
        path("search/", searching.search, name="search"),
        path("my/<str:key>/object/", objecting.object_to, name="object"),
        path("my/<str:key>/prove/", proving.ask, name="prove"),
        path("my/proof/<str:token>/", proving.confirm, name="confirm"),
        path("", include("comments.mail.urls")),
        path("", include("comments.urls")),
        path("captcha/", include("captcha.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = "chronicle.errors.bad_request"
handler403 = "chronicle.errors.forbidden"
handler404 = "chronicle.views.not_found"
handler500 = "chronicle.errors.server_error"
