"""Addresses of what happens inside a session: plans, visitors, topics, cards, debriefs, and parents' say."""

from django.urls import path

from sessions.views import cards, debriefs, plans, saying, topics, visitors

urlpatterns = [
    path("skills/", plans.skills, name="skills"),
    path("topics/", topics.topics, name="topics"),
    path("topics/ideas/", topics.topic_ideas, name="topic_ideas"),
    path("topics/<uuid:code>/", topics.topic, name="topic"),
    path("topics/<uuid:code>/vote/", topics.vote, name="vote"),
    path("cards/", cards.cards, name="cards"),
    path("cards/new/", cards.new_card, name="new_card"),
    path("cards/<uuid:code>/", cards.card, name="card"),
    path("cards/<uuid:code>/edit/", cards.edit_card, name="edit_card"),
    path("activities/<uuid:code>/", plans.activity, name="activity"),
    path("activities/<uuid:code>/like/", saying.like, name="like"),
    path("activities/<uuid:code>/<slug:how>/", plans.move_activity, name="move_activity"),
    path("offers/<uuid:code>/", plans.answer_offer, name="answer_offer"),
    path("offers/<uuid:code>/take-back/", saying.take_back_offer, name="take_back_offer"),
    path("visitors/<uuid:code>/", visitors.visitor, name="visitor"),
    path("visitors/<uuid:code>/off/", visitors.visitor_off, name="visitor_off"),
    path("visitors/<uuid:code>/thanks/", visitors.thank_visitor, name="thank_visitor"),
    path("<uuid:code>/plan/", plans.plan, name="plan"),
    path("<uuid:code>/plan/about/", plans.plan_about, name="plan_about"),
    path("<uuid:code>/plan/print/", plans.print_plan, name="print_plan"),
    path("<uuid:code>/plan/session-plan.json", plans.plan_file, name="plan_file"),
    path("<uuid:code>/plan/bring/", plans.bring_plan, name="bring_plan"),
    path("<uuid:code>/plan/again/<uuid:past>/", plans.reuse_plan, name="reuse_plan"),
    path("<uuid:code>/plan/topic/", topics.day_topic, name="day_topic"),
    path("<uuid:code>/plan/card/", cards.day_card, name="day_card"),
    path("<uuid:code>/plan/visitor/", visitors.new_visitor, name="new_visitor"),
    path("<uuid:code>/debrief/", debriefs.debrief, name="debrief"),
    path("<uuid:code>/job/", debriefs.new_action, name="new_action"),
    path("<uuid:at>/job/<uuid:code>/done/", debriefs.action_done, name="action_done"),
    path("<uuid:code>/say/", saying.say, name="say"),
    path("<uuid:code>/say/remark/", saying.remark, name="remark"),
    path("<uuid:code>/say/offer/", saying.offer, name="offer"),
]
