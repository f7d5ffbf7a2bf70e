package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
)

const partnerColumns = "id, organisation, kind, name, contact_role, phone, email, note, version"

func scanPartner(s act.Scanner) (p Partner, err error) {
	err = s.Scan(&p.ID, &p.Organisation, &p.Kind, &p.Name, &p.ContactRole, &p.Phone, &p.Email, &p.Note, &p.Version)
	return p, err
}

func insertPartner(tx *act.Tx, p Partner) (bool, error) {
	n, err := tx.Exec("INSERT INTO outreach_partner ("+partnerColumns+", name_folded) VALUES "+act.Values(1, 10)+
		" ON CONFLICT DO NOTHING",
		p.ID, p.Organisation, p.Kind, p.Name, p.ContactRole, p.Phone, p.Email, p.Note, p.Version, i18n.Fold(p.Name))
	if err != nil || n == 0 {
		return false, err
	}
	return true, writePartnerAreas(tx, p)
}

func updatePartner(tx *act.Tx, p Partner) (bool, error) {
	n, err := tx.Exec(`UPDATE outreach_partner SET kind = $1, name = $2, contact_role = $3, phone = $4, email = $5,
		note = $6, name_folded = $7, version = version + 1 WHERE id = $8 AND version = $9`,
		p.Kind, p.Name, p.ContactRole, p.Phone, p.Email, p.Note, i18n.Fold(p.Name), p.ID, p.Version)
	if err != nil || n == 0 {
		return false, err
	}
	return true, writePartnerAreas(tx, p)
}

func writePartnerAreas(tx *act.Tx, p Partner) error {
	if _, err := tx.Exec("DELETE FROM outreach_partner_area WHERE partner = $1", p.ID); err != nil {
		return err
	}
	if len(p.Municipalities) == 0 {
		return nil
	}
	var args []any
	for _, code := range p.Municipalities {
		args = append(args, p.ID, code)
	}
	_, err := tx.Exec("INSERT INTO outreach_partner_area (partner, municipality) VALUES "+
		act.Values(len(p.Municipalities), 2), args...)
	return err
}

func findPartner(tx *act.Tx, partner PartnerID) (Partner, bool, error) {
	p, found, err := act.One(tx, scanPartner, "SELECT "+partnerColumns+" FROM outreach_partner WHERE id = $1", partner)
	if err != nil || !found {
		return p, found, err
	}
	one := []Partner{p}
	err = readPartnerAreas(tx, one)
	return one[0], true, err
}

func listPartners(tx *act.Tx, scope access.Scope, f PartnerFilter) ([]Partner, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "")
	if f.Text != "" {
		where += " AND name_folded LIKE " + a.Add(contains(f.Text)) + " ESCAPE '!'"
	}
	if f.Kind != "" {
		where += " AND kind = " + a.Add(f.Kind)
	}
	if f.Municipality != "" {
		where += " AND id IN (SELECT partner FROM outreach_partner_area WHERE municipality = " + a.Add(f.Municipality) + ")"
	}
	if !f.Organisation.IsZero() {
		where += " AND organisation = " + a.Add(f.Organisation)
	}
	limit := mostListed
	if f.Limit > 0 {
		limit = min(f.Limit, mostListed)
	}
	all, err := act.All(tx, scanPartner, "SELECT "+partnerColumns+" FROM outreach_partner WHERE "+where+
		" ORDER BY name_folded, id LIMIT "+a.Add(limit), a.Values...)
	if err != nil {
		return nil, err
	}
	return all, readPartnerAreas(tx, all)
}

func readPartnerAreas(tx *act.Tx, partners []Partner) error {
	at := map[PartnerID]int{}
	var a act.Args
	for i, p := range partners {
		at[p.ID] = i
	}
	if len(partners) == 0 {
		return nil
	}
	where := "partner = " + a.Add(partners[0].ID)
	if len(partners) > 1 {
		// The list may be long: all areas of the organisations are fewer than its marks would cost.
		a = act.Args{}
		where = "partner IN (SELECT id FROM outreach_partner WHERE organisation IN " + act.List(&a, organisationsOf(partners)) + ")"
	}
	return act.Each(tx, func(s act.Scanner) error {
		var partner PartnerID
		var code string
		if err := s.Scan(&partner, &code); err != nil {
			return err
		}
		if i, ok := at[partner]; ok {
			partners[i].Municipalities = append(partners[i].Municipalities, code)
		}
		return nil
	}, "SELECT partner, municipality FROM outreach_partner_area WHERE "+where+" ORDER BY partner, municipality", a.Values...)
}

func organisationsOf(partners []Partner) []access.OrganisationID {
	seen := map[access.OrganisationID]bool{}
	var all []access.OrganisationID
	for _, p := range partners {
		if !seen[p.Organisation] {
			seen[p.Organisation] = true
			all = append(all, p.Organisation)
		}
	}
	return all
}
