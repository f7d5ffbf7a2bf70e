package question

import (
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/web"
)

// Speak makes the texts around the questions go with their language: easy Finnish, unless that is Swedish or English.
func Speak(r *web.Request, lang string) {
	switch lang {
	case "sv":
		r.Print = i18n.For(i18n.SV)
	case "en":
		r.Print = i18n.For(i18n.EN)
	default:
		r.Print = i18n.For(i18n.Selko)
	}
}

// SpeakAs does the same with the words that the instrument brings along in its language, where it does. What is not among them, such as what
// is wrong with an answer, is said as without them.
func SpeakAs(r *web.Request, d instrument.Definition, lang string) {
	Speak(r, lang)
	words, there := d.Words[lang]
	if !there {
		return
	}
	said := map[string]string{}
	for _, w := range instrument.AnsweringWords() {
		said[wordKeys[w.Name]] = words[w.Name]
	}
	r.Print = r.Print.With(Tag(lang), said)
}

// wordKeys are the texts that an instrument's words stand for.
var wordKeys = map[string]string{
	"to_content": "web.skip", "language": "answer.language", "count": "answer.count", "may_skip": "answer.may_skip", "may_stop": "answer.may_stop",
	"may_change": "answer.may_change", "who_sees": "answer.who_sees", "mode": "answer.mode", "mode_one": "answer.mode_one",
	"mode_section": "answer.mode_section", "begin": "answer.begin", "go_on": "answer.go_on", "progress": "answer.progress",
	"progress_section": "answer.progress_section", "next": "answer.next", "skip": "answer.skip", "back": "answer.back", "stop": "answer.stop",
	"more": "answer.more", "decline": "question.decline", "yes": "question.yes", "no": "question.no", "between": "question.between",
	"day_hint": "question.day_hint", "end_title": "answer.end_title", "end_lead": "answer.end_lead", "open": "answer.open", "open_go": "answer.open_go",
	"change": "answer.change", "left_open": "answer.left_open", "left_out": "question.declined", "entries": "answer.entries",
	"interpreter": "answer.interpreter", "hand_in": "answer.hand_in", "done_title": "answer.done_title", "done_text": "answer.done_text",
	"done_tablet": "answer.done_tablet", "picture_text": "answer.picture_text", "picture_go": "answer.picture_go", "stop_title": "answer.stop_title",
	"stop_text": "answer.stop_text", "stop_where": "answer.stop_where", "stop_tablet": "answer.stop_tablet", "stop_go_on": "answer.stop_go_on",
	"paper_code": "outcome.paper_code", "paper_square": "outcome.paper_square", "paper_day": "outcome.paper_day", "paper_how": "outcome.paper_how",
	"paper_thanks": "outcome.paper_thanks", "if_it_fits": "question.if_it_fits",
}
