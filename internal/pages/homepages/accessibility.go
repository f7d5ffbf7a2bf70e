package homepages

import (
	"time"

	"rinnalla/internal/civil"
	"rinnalla/internal/web"
)

// assessed is the day on which the statement was last held against the pages.
var assessed = civil.Date{Year: 2026, Month: time.November, Day: 27}

// accessibility is the statement that 306/2019 sections 7 to 10 ask for: which
// service, what does not conform and why, another way, feedback, the supervisor.
func accessibility(o Options) func(*web.Request) (*web.Answer, error) {
	return func(r *web.Request) (*web.Answer, error) {
		v := readingView{Page: r.Page("accessibility.title"), chapters: statement(o.Contact)}
		v.words = []any{"address", r.Host, "date", assessed}
		v.lead, v.contents = v.say("accessibility.lead"), v.T("accessibility.contents")
		v.Props.Width = "narrow"
		return web.Show(readingTemplate(v)), nil
	}
}

func statement(contact string) []chapter {
	return []chapter{
		{"service", "accessibility.service.title", []block{
			text("accessibility.service.what", "accessibility.service.law"),
		}},
		{"state", "accessibility.state.title", []block{
			text("accessibility.state.partly", "accessibility.state.aim"),
		}},
		{"shortcomings", "accessibility.gaps.title", []block{
			text("accessibility.gaps.lead"),
			items("accessibility.gaps.thanks", "accessibility.gaps.language"),
			text("accessibility.gaps.why", "accessibility.gaps.exempt"),
		}},
		{"other-ways", "accessibility.other.title", []block{
			items("accessibility.other.charts", "accessibility.other.desk", "accessibility.other.ask"),
		}},
		{"assessment", "accessibility.method.title", []block{
			text("accessibility.method.self", "accessibility.method.not"),
		}},
		{"feedback", "accessibility.feedback.title", []block{
			text("accessibility.feedback.tell"),
			contactBlock(contact),
			text("accessibility.feedback.weeks"),
		}},
		{"supervisor", "accessibility.supervisor.title", []block{
			text("accessibility.supervisor.when"),
			addresses("accessibility.supervisor.name", "accessibility.supervisor.unit", "accessibility.supervisor.site",
				"accessibility.supervisor.mail", "accessibility.supervisor.phone"),
		}},
		{"date", "accessibility.made.title", []block{text("accessibility.made.day")}},
	}
}

// contactBlock is the organisation's own contact, which the operator sets.
func contactBlock(contact string) block {
	if contact == "" {
		return text("accessibility.feedback.unset")
	}
	return block{shape: asAddresses, plain: []string{contact}}
}
