package homepages

import (
	"rinnalla/internal/act"
	"rinnalla/internal/web"
)

// guide is the worker's guide (703/2023 section 83 asks for a manual in Finnish
// or Swedish). Anyone may read it: a new worker does so before her first sign-in.
func guide(o Options) func(*web.Request) (*web.Answer, error) {
	return func(r *web.Request) (*web.Answer, error) {
		v := readingView{Page: r.Page("guide.title"), chapters: guideChapters}
		v.lead, v.contents = v.T("guide.lead"), v.T("guide.contents")
		v.words = []any{
			"own_account", v.T("nav.own_account"), "rights", v.T("nav.rights"), "accessibility", v.T("nav.accessibility"),
			"record_visit", v.T("desk.record_visit"), "plan_round", v.T("desk.plan_round"), "open_field", v.T("desk.open_field"),
			"import", v.T("desk.import"), "waiting", v.T("desk.waiting_title"), "returned", v.T("field.returned_title"),
			"ask_feedback", v.T("field.ask_feedback"), "send_now", v.T("field.send_now"), "outbox", v.T("field.outbox"),
			"phone", v.T("field.settings"), "wipe", v.T("field.wipe"), "correct", v.T("visit.correct"),
			"withdraw", v.T("visit.withdraw"), "undo_import", v.T("import.undo"), "upload", v.T("import.upload"),
			"measure", v.T("client.measure"), "key_paper", v.T("outcome.key_paper"), "correct_measurement", v.T("outcome.correct"), "plan", v.T("outcome.plan.title"), "change", v.T("change.title"),
			"instruments", v.T("instrument.list_title"), "references", v.T("reference.title"),
			"threshold", o.Disclosure.Threshold, "mean_from", o.Disclosure.LeastForMean, "years", act.RetentionYears,
		}
		v.Props.Width = "narrow"
		return web.Show(readingTemplate(v)), nil
	}
}

var guideChapters = []chapter{
	{"sign-in", "guide.sign_in.title", []block{
		text("guide.sign_in.invitation", "guide.sign_in.password"),
		text("guide.sign_in.factor", "guide.sign_in.recovery"),
		items("guide.sign_in.session", "guide.sign_in.draft", "guide.sign_in.tries", "guide.sign_in.devices"),
		note("guide.sign_in.lost"),
	}},
	{"desk", "guide.desk.title", []block{
		text("guide.desk.first", "guide.desk.waiting", "guide.desk.search"),
	}},
	{"clients", "guide.clients.title", []block{
		text("guide.clients.who"),
		terms("client.search", "guide.clients.search",
			"client.new", "guide.clients.add",
			"client.same_title", "guide.clients.same",
			"client.consent.title", "guide.clients.consent",
			"client.non_disclosure", "guide.clients.hidden",
			"client.glass.title", "guide.clients.glass",
			"client.merge.title", "guide.clients.merge"),
		note("guide.clients.log"),
	}},
	{"measuring", "guide.measuring.title", []block{
		text("guide.measuring.why", "guide.measuring.begin"),
		terms("outcome.how.desk", "guide.measuring.desk",
			"outcome.how.worker", "guide.measuring.worker",
			"outcome.how.link", "guide.measuring.link",
			"outcome.how.kiosk", "guide.measuring.kiosk",
			"outcome.how.paper", "guide.measuring.paper"),
		text("guide.measuring.keying", "guide.measuring.after", "guide.measuring.plan"),
		note("guide.measuring.consent"),
	}},
	{"picture", "guide.picture.title", []block{
		text("guide.picture.what", "guide.picture.change", "guide.picture.mark", "guide.picture.copy"),
	}},
	{"round", "guide.round.title", []block{
		text("guide.round.what"),
		steps("guide.round.day", "guide.round.aim", "guide.round.places"),
		text("guide.round.phone", "guide.round.without", "guide.round.new_place"),
	}},
	{"visit", "guide.visit.title", []block{
		text("guide.visit.one"),
		terms("field.present", "guide.visit.present",
			"field.conversations", "guide.visit.conversations",
			"field.guesses", "guide.visit.guesses",
			"field.clienthoods", "guide.visit.clienthoods",
			"field.onward", "guide.visit.onward",
			"field.topics", "guide.visit.topics",
			"field.hours", "guide.visit.hours",
			"field.feedback", "guide.visit.feedback",
			"field.heard", "guide.visit.heard"),
		text("guide.visit.recognisable", "guide.visit.once"),
		note("guide.visit.rule"),
	}},
	{"field", "guide.field.title", []block{
		text("guide.field.what"),
		steps("guide.field.open", "guide.field.pin", "guide.field.install"),
		items("guide.field.wipe", "guide.field.lock", "guide.field.holds", "guide.field.kept", "guide.field.gone",
			"guide.field.old", "guide.field.clock"),
		text("guide.field.kiosk", "guide.field.one_worker"),
	}},
	{"outbox", "guide.outbox.title", []block{
		text("guide.outbox.what"),
		terms("guide.outbox.waiting", "guide.outbox.waiting_text",
			"guide.outbox.sent", "guide.outbox.sent_text",
			"field.refused", "guide.outbox.refused",
			"field.conflicts", "guide.outbox.conflict"),
	}},
	{"correct", "guide.correct.title", []block{
		text("guide.correct.how", "guide.correct.history", "guide.correct.withdraw", "guide.correct.stale"),
	}},
	{"import", "guide.import.title", []block{
		text("guide.import.who"),
		steps("guide.import.file", "guide.import.check", "guide.import.mend", "guide.import.take"),
		text("guide.import.undo"),
	}},
	{"report", "guide.report.title", []block{
		text("guide.report.what", "guide.report.rule", "guide.report.mean", "guide.report.opens", "guide.report.files"),
	}},
	{"change", "guide.change.title", []block{
		text("guide.change.what", "guide.change.who", "guide.change.lost"),
		terms("change.figure.mean_diff", "guide.change.mean",
			"change.figure.g_av", "guide.change.size",
			"change.group.persons", "guide.change.persons"),
		text("guide.change.kept", "guide.change.narrow", "guide.change.published"),
		note("guide.change.cause"),
	}},
	{"small-counts", "guide.small.title", []block{
		text("guide.small.own"),
		items("guide.small.count", "guide.small.mean", "guide.small.months"),
		text("guide.small.dash", "guide.small.care"),
	}},
	{"log", "guide.log.title", []block{
		text("guide.log.law"),
		items("guide.log.what", "guide.log.not", "guide.log.sign_in", "guide.log.kept", "guide.log.readers", "guide.log.people"),
		text("guide.log.rights"),
	}},
	{"help", "guide.help.title", []block{
		items("guide.help.account", "guide.help.work", "guide.help.reference", "guide.help.phone", "guide.help.accessibility"),
	}},
}
