package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

func insertRule(tx *act.Tx, r Rule, at civil.Instant, by access.WorkerID) (bool, error) {
	n, err := tx.Exec(`INSERT INTO outreach_rule (id, organisation, version, in_force, added_at, added_by)
		VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`, r.ID, r.Organisation, r.Version, r.InForce, at, by)
	if err != nil || n == 0 {
		return false, err
	}
	var args []any
	for _, lang := range RuleLanguages {
		t := r.Texts[lang]
		args = append(args, r.ID, lang, t.Visit, t.Present, t.Conversation, t.Clienthood, t.Onward, t.Feedback)
	}
	_, err = tx.Exec(`INSERT INTO outreach_rule_text (rule, language, visit, present, conversation, clienthood, onward, feedback)
		VALUES `+act.Values(len(RuleLanguages), 8), args...)
	return true, err
}

// listRules gives each organisation's rules from the oldest.
func listRules(tx *act.Tx, organisations []access.OrganisationID) ([]Rule, error) {
	var a act.Args
	var rules []Rule
	err := act.Each(tx, func(s act.Scanner) error {
		var r Rule
		var lang string
		var t RuleText
		if err := s.Scan(&r.ID, &r.Organisation, &r.Version, &r.InForce, &lang,
			&t.Visit, &t.Present, &t.Conversation, &t.Clienthood, &t.Onward, &t.Feedback); err != nil {
			return err
		}
		if n := len(rules); n == 0 || rules[n-1].ID != r.ID {
			r.Texts = map[string]RuleText{}
			rules = append(rules, r)
		}
		rules[len(rules)-1].Texts[lang] = t
		return nil
	}, `SELECT r.id, r.organisation, r.version, r.in_force, t.language, t.visit, t.present, t.conversation, t.clienthood,
		t.onward, t.feedback FROM outreach_rule r JOIN outreach_rule_text t ON t.rule = r.id
		WHERE r.organisation IN `+act.List(&a, organisations)+" ORDER BY r.organisation, r.version, t.language", a.Values...)
	return rules, err
}
