package outreachpages

import (
	"net/url"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func ruleRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /counting-rules", Needs: access.UseDesk, Act: showRules},
		{Pattern: "GET /counting-rules/new", Needs: access.KeepRules, Act: newRule},
		{Pattern: "POST /counting-rules", Needs: access.KeepRules, Act: addRule},
	}
}

// rulesPage is what is counted, in words, version by version.
type rulesPage struct {
	web.Page
	sections []ui.NavItem
	owners   []ruleOwner
}

// ruleOwner is an organisation with its rules, the newest first; the last
// owner is the installation, whose rules hold for those without their own.
type ruleOwner struct {
	name    string
	id      access.OrganisationID
	rules   []outreach.Rule
	mayKeep bool
	general bool
}

func showRules(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	of, err := organisations(tx, access.ReadPlaces)
	if err != nil {
		return nil, err
	}
	p := rulesPage{Page: r.Page("rule.list_title"), sections: sections(r, "/counting-rules")}
	for _, o := range of {
		owner := ruleOwner{name: o.Name(string(r.Print.Lang())), id: o.ID, mayKeep: r.Actor.May(access.KeepRules, access.All("rule", o.ID))}
		if owner.rules, err = newestFirst(tx, o.ID); err != nil {
			return nil, err
		}
		p.owners = append(p.owners, owner)
	}
	general := ruleOwner{name: r.Print.T("rule.general_title"), id: access.Installation, general: true}
	if general.rules, err = newestFirst(tx, access.Installation); err != nil {
		return nil, err
	}
	p.owners = append(p.owners, general)
	return web.Show(rulesView(p)), nil
}

func newestFirst(tx *act.Tx, owner access.OrganisationID) ([]outreach.Rule, error) {
	rules, err := outreach.Rules(tx, owner)
	for i, j := 0, len(rules)-1; i < j; i, j = i+1, j-1 {
		rules[i], rules[j] = rules[j], rules[i]
	}
	return rules, err
}

// addLabel is the key of the button that adds a version.
func (o ruleOwner) addLabel() string {
	if len(o.rules) == 0 {
		return "rule.new_own"
	}
	return "rule.new"
}

// title says which version it is and when it holds.
func (o ruleOwner) title(p *i18n.Printer, i int) string {
	rule := o.rules[i]
	if i == 0 {
		return p.T("rule.version_from", "version", strconv.Itoa(rule.Version), "day", rule.InForce)
	}
	last := o.rules[i-1].InForce.AddDays(-1)
	return p.T("rule.version_until", "version", strconv.Itoa(rule.Version), "first", rule.InForce, "last", last)
}

// ruleForm is the form of a new version of a counting rule.
type ruleForm struct {
	form
	organisations []staff.Organisation
}

func ruleFormFor(tx *act.Tx, r *web.Request, owner access.OrganisationID) (p ruleForm, newest outreach.Rule, err error) {
	p.Page = r.Page("rule.new_title")
	if p.organisations, err = organisations(tx, access.KeepRules); err != nil {
		return p, newest, err
	}
	for _, o := range []access.OrganisationID{access.Installation, owner} {
		rules, err := outreach.Rules(tx, o)
		if err != nil {
			return p, newest, err
		}
		if len(rules) > 0 {
			newest = rules[len(rules)-1]
		}
	}
	return p, newest, nil
}

// newRule begins with the texts that hold now: most changes are small.
func newRule(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	owner := r.Actor.Home()
	if o, err := id.Parse[access.Organisation](r.URL.Query().Get("organisation")); err == nil {
		owner = o
	}
	if err := tx.Require(access.KeepRules, access.All("rule", owner)); err != nil {
		return nil, err
	}
	p, newest, err := ruleFormFor(tx, r, owner)
	if err != nil {
		return nil, err
	}
	p.typed = url.Values{"id": {id.New[outreach.Rule]().String()}, "organisation": {owner.String()}, "version": {"0"},
		"in_force": {p.Date(nextMonth(tx.Today()))}}
	for _, lang := range outreach.RuleLanguages {
		for i, text := range ruleTexts(newest.Texts[lang]) {
			p.typed.Set(ruleName(lang, i), text)
		}
	}
	if err := p.resume(tx, r, "/counting-rules"); err != nil {
		return nil, err
	}
	return web.Show(ruleFormView(p)), nil
}

// nextMonth is the first day of the month after: figures by month then hold one rule each.
func nextMonth(today civil.Date) civil.Date { return civil.MonthOf(today).Next().First() }

func addRule(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	rule := outreach.Rule{
		ID: web.FormID[outreach.Rule](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"),
		InForce: f.Date("in_force"), Texts: map[string]outreach.RuleText{},
	}
	for _, lang := range outreach.RuleLanguages {
		texts := make([]string, len(ruleFields))
		for i := range ruleFields {
			texts[i] = f.Text(ruleName(lang, i))
		}
		rule.Texts[lang] = outreach.RuleText{Visit: texts[0], Present: texts[1], Conversation: texts[2],
			Clienthood: texts[3], Onward: texts[4], Feedback: texts[5]}
	}
	err := f.Err()
	if err == nil && rule.ID.IsZero() {
		err = fault.New(fault.Invalid, "fault.unreadable")
	}
	if err == nil {
		err = outreach.AddRule(tx, rule)
	}
	if err == nil {
		return saved(tx, "/counting-rules", "rule.saved", "/counting-rules", "/counting-rules/new")
	}
	if !mendable(err) {
		return nil, err
	}
	p, _, loadErr := ruleFormFor(tx, r, rule.Organisation)
	if loadErr != nil {
		return nil, loadErr
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	return again(ruleFormView(p), err)
}

// ruleFields are the parts of a rule in the order of its texts.
var ruleFields = []string{"visit", "present", "conversation", "clienthood", "onward", "feedback"}

func ruleName(lang string, i int) string { return lang + "." + ruleFields[i] }

func ruleTexts(t outreach.RuleText) []string {
	return []string{t.Visit, t.Present, t.Conversation, t.Clienthood, t.Onward, t.Feedback}
}

// ruleField is the text of one part in one language.
//
//i18n:keys rule.field.*
func (p ruleForm) ruleField(lang string, i int) ui.Field {
	f := p.field(ruleName(lang, i), "rule.field."+ruleFields[i])
	f.Rows = 3
	return f
}

// ruleLanguage is the heading over one language's texts. Keys have no hyphens.
//
//i18n:keys rule.language.*
func (p ruleForm) ruleLanguage(lang string) string {
	return p.T("rule.language." + strings.ReplaceAll(lang, "-", "_"))
}
