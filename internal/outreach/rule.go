package outreach

import (
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Rule is a counting rule: what the numbers mean, in words. It is never edited;
// a change is a new version with a later day from which it is in force. ISO
// SOS's own early figures do not add up, because the unit of counting had
// changed and nobody had written it down.
type Rule struct {
	ID           RuleID
	Organisation access.OrganisationID // or access.Installation, for those without a rule of their own
	Version      int                   // 1, 2, …, given when added
	InForce      civil.Date            // from this day on, until the next version
	Texts        map[string]RuleText   // by language: "fi", "sv", "en", "fi-selko"
}

// RuleText is a rule in one language.
type RuleText struct {
	Visit, Present, Conversation, Clienthood, Onward, Feedback string
}

// RuleLanguages are those in which every rule must be written.
var RuleLanguages = []string{"fi", "sv", "en", "fi-selko"}

func (r Rule) subject() access.Subject {
	return access.Of("rule", r.Organisation, access.UnitID{}, r.ID)
}

// Check gives the field faults of a rule: "fi.visit", "sv.present" …
func (r Rule) Check() error {
	var c fault.Checks
	c.That(!r.InForce.Before(firstDay), "in_force", "rule.in_force.missing")
	for _, lang := range RuleLanguages {
		for field, text := range r.Texts[lang].fields() {
			c.That(strings.TrimSpace(text) != "", lang+"."+field, "rule.text.missing")
			c.That(short(text, longestNote), lang+"."+field, "rule.text.long", "max", longestNote)
		}
	}
	return c.Err()
}

func (t RuleText) fields() map[string]string {
	return map[string]string{"visit": t.Visit, "present": t.Present, "conversation": t.Conversation,
		"clienthood": t.Clienthood, "onward": t.Onward, "feedback": t.Feedback}
}

// AddRule adds the organisation's next rule. It must come into force after the
// one before it. Visits keep the rule that was in force when they were recorded.
func AddRule(tx *act.Tx, r Rule) error {
	if err := tx.Require(access.KeepRules, r.subject()); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	all, err := listRules(tx, []access.OrganisationID{r.Organisation})
	if err != nil {
		return err
	}
	r.Version = 1
	for _, old := range all {
		if old.ID == r.ID {
			return sameRule(old, r)
		}
		r.Version = old.Version + 1
		if !r.InForce.After(old.InForce) {
			return oneFault("in_force", "rule.in_force.not_after", "day", old.InForce)
		}
	}
	added, err := insertRule(tx, r, tx.Now, tx.Actor.ID)
	if err == nil && !added {
		err = fault.New(fault.Conflict, "rule.conflict")
	}
	return err
}

func sameRule(old, r Rule) error {
	for _, lang := range RuleLanguages {
		if old.Texts[lang] != r.Texts[lang] || old.InForce != r.InForce {
			return fault.New(fault.Conflict, "rule.conflict")
		}
	}
	return nil
}

// Rules lists the versions of an organisation's rule, oldest first. Rules are
// printed with every statistic and so are no secret: whoever uses the desk may read them.
func Rules(tx *act.Tx, organisation access.OrganisationID) ([]Rule, error) {
	if err := tx.Require(access.UseDesk, tx.Actor.Self("rule")); err != nil {
		return nil, err
	}
	return listRules(tx, []access.OrganisationID{organisation})
}

// RuleSpan is a rule and the part of a period in which it was in force.
type RuleSpan struct {
	Organisation access.OrganisationID // whose numbers are counted by it
	Rule         Rule
	Period       civil.Period
}

// RulesInForce lists by which rules the organisations counted in the period: for
// each organisation in the order given, its spans from the oldest, without gaps
// from the first day of any rule. It does not ask for permission, for a rule is
// part of every published figure; the act has to ask for the figure.
func RulesInForce(tx *act.Tx, organisations []access.OrganisationID, p civil.Period) ([]RuleSpan, error) {
	rules, err := listRules(tx, append([]access.OrganisationID{access.Installation}, organisations...))
	if err != nil {
		return nil, err
	}
	var spans []RuleSpan
	for _, o := range organisations {
		spans = append(spans, spansOf(o, rules, p)...)
	}
	return spans, nil
}

// spansOf lays the organisation's own rules over those of the installation, which
// hold only until the first own one.
func spansOf(o access.OrganisationID, rules []Rule, p civil.Period) []RuleSpan {
	var own, general []Rule
	for _, r := range rules {
		switch r.Organisation {
		case o:
			own = append(own, r)
		case access.Installation:
			general = append(general, r)
		}
	}
	if len(own) > 0 {
		general = slices.DeleteFunc(general, func(r Rule) bool { return !r.InForce.Before(own[0].InForce) })
	}
	var spans []RuleSpan
	line := append(general, own...)
	for i, r := range line {
		in := civil.Period{From: r.InForce, To: p.To}
		if in.From.Before(p.From) {
			in.From = p.From
		}
		if i+1 < len(line) && line[i+1].InForce.Before(p.To) {
			in.To = line[i+1].InForce
		}
		if !in.Empty() {
			spans = append(spans, RuleSpan{Organisation: o, Rule: r, Period: in})
		}
	}
	return spans
}
