from django.urls import path

from kenspeckle.applications import answering, views

app_name = "applications"
urlpatterns = [
    path("start/<slug:slug>/", views.start, name="start"),
    path("begin/<slug:slug>/", views.begin, name="begin"),
    path("<uuid:uid>/", views.overview, name="overview"),
    path("<uuid:uid>/questions/", answering.all_questions, name="all_questions"),
    path("<uuid:uid>/questions/<int:position>/", answering.question, name="question"),
    path("<uuid:uid>/questions/<int:position>/save", answering.autosave, name="autosave"),
    path("<uuid:uid>/questions/<int:position>/versions/", answering.versions, name="versions"),
    path("<uuid:uid>/choose/", answering.choose, name="choose"),
    path("<uuid:uid>/link/", answering.link_all, name="link_all"),
    path("<uuid:uid>/ai/", answering.ai, name="ai"),
    path("<uuid:uid>/check/", views.check, name="check"),
    path("<uuid:uid>/receipts/<int:number>/", views.receipt, name="receipt"),
    path("<uuid:uid>/receipts/<int:number>/submission.zip", views.submitted, name="submitted"),
    path("<uuid:uid>/withdraw/", views.withdraw, name="withdraw"),
]
