"""Addresses of the room."""

from django.urls import path

from .views import corrections, desk, directory, feed, needs, owners, provider, reports, slips, sources, synonyms

app_name = "signposting"
urlpatterns = [
    path("directory/", directory.directory, name="directory"),
    path("directory/help/", needs.needs, name="needs"),
    path("directory/help/<slug:slug>/", needs.need, name="need"),
    path("directory/suggest/", reports.suggest, name="suggest"),
    path("directory/told-us/", reports.told_us, name="told_us"),
    path("directory/<uuid:code>/report/", reports.report, name="report"),
    path("desk/reports/<uuid:code>/", reports.answer, name="answer_report"),
    path("desk/suggestions/<uuid:code>/", reports.decide, name="decide_suggestion"),
    path("directory/<uuid:code>/", directory.service, name="service"),
    path("directory/open-referral/", feed.root, name="feed_root"),
    path("directory/open-referral/services", feed.services, name="feed_services"),
    path("directory/open-referral/services/<uuid:code>", feed.service, name="feed_service"),
    path("s/<short:code>/", slips.slip, name="slip"),
    path("slips/entries/<uuid:code>/", slips.answer, name="slip_answer"),
    path("slips/<uuid:code>/quiet/", slips.quiet, name="slip_quiet"),
    path("slips/mine/", slips.mine, name="my_slips"),
    path("desk/", desk.desk, name="desk"),
    path("desk/mine/", owners.mine, name="mine"),
    path("desk/services/<uuid:code>/owner/", owners.give, name="give"),
    path("confirm/<str:token>/", provider.provider, name="provider"),
    path("confirm/<str:token>/fix/", provider.fix, name="provider_fix"),
    path("desk/services/<uuid:code>/ask/", corrections.ask, name="ask_provider"),
    path("desk/services/<uuid:code>/off/", corrections.take_off, name="take_off"),
    path("desk/corrections/<uuid:code>/", corrections.decide, name="decide_correction"),
    path("desk/questions/<uuid:code>/", desk.question, name="question"),
    path("desk/services/<uuid:code>/", desk.service, name="desk_service"),
    path("desk/services/<uuid:code>/preview/", desk.preview, name="preview"),
    path("desk/services/<uuid:code>/decide/", desk.decide_service, name="decide_service"),
    path("desk/services/<uuid:code>/check/", desk.check_service, name="check_service"),
    path("desk/services/<uuid:code>/change/<slug:field>/", desk.change_field, name="change_field"),
    path("desk/pairs/<uuid:code>/", desk.decide_pair, name="decide_pair"),
    path("desk/losses/<uuid:code>/", desk.decide_loss, name="decide_loss"),
    path("desk/words/", synonyms.words, name="words"),
    path("desk/words/<uuid:code>/", synonyms.change, name="words_change"),
    path("desk/words/<uuid:code>/drop/", synonyms.drop, name="words_drop"),
    path("desk/sources/", sources.sources, name="sources"),
    path("desk/sources/add/", sources.add, name="source_add"),
    path("desk/sources/<uuid:code>/", sources.source, name="source"),
    path("desk/sources/<uuid:code>/read/", sources.read_now, name="source_read"),
    path("desk/sources/<uuid:code>/terms/", sources.terms, name="source_terms"),
]
