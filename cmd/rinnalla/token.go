package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	tokens "rinnalla/internal/program"
	"rinnalla/internal/staff"
)

type tokenCommand struct {
	Make   tokenMakeCommand   `cmd:"" help:"Make a token by which another program comes in; its secret is printed once."`
	List   tokenListCommand   `cmd:"" help:"List all tokens, what each may do and when it was used last."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token at once."`
}

type tokenMakeCommand struct {
	Name         string   `arg:"" help:"What the program is, for people."`
	Organisation string   `help:"Name or id of the organisation whose clients it may reach; the only one, if there is one."`
	Scope        []string `required:"" help:"What it may be used for; several with commas: system/Questionnaire.rs reads instruments, system/QuestionnaireResponse.rs reads answers, system/QuestionnaireResponse.c sends answers."`
	Unit         string   `help:"Name or id of the one unit whose clients and measurements it may reach; without it, all."`
	Instrument   string   `help:"Code of the one instrument that it may reach, with its answers; without it, all."`
	Days         int      `help:"How many days it lasts, 400 at most." default:"365"`
}

type tokenListCommand struct{}

type tokenRevokeCommand struct {
	Token string `arg:"" help:"The token's id, as the list tells it."`
}

// withActs runs a command on the database.
func withActs(ctx context.Context, s *settings, do func(*act.Acts, io.Writer) error) error {
	return s.acting(ctx, func(acts *act.Acts) error {
		return inWords(i18n.For(i18n.EN), do(acts, os.Stdout))
	})
}

// Run prints the secret and nothing else on the standard output, so that it can be piped to where it belongs.
func (c tokenMakeCommand) Run(ctx context.Context, s *settings) error {
	return withActs(ctx, s, func(acts *act.Acts, out io.Writer) error { return c.run(ctx, acts, out, os.Stderr) })
}

func (c tokenMakeCommand) run(ctx context.Context, acts *act.Acts, out, told io.Writer) error {
	o := tokens.Order{ID: id.New[tokens.Token](), Name: c.Name, Days: c.Days}
	for _, s := range c.Scope {
		o.Scopes = append(o.Scopes, tokens.Scope(strings.TrimSpace(s)))
	}
	var made tokens.Token
	var secret string
	err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		if o.Organisation, err = organisationOrOnly(tx, access.KeepPrograms, c.Organisation); err != nil {
			return err
		}
		if o.Only, err = c.narrowing(tx, o.Organisation); err != nil {
			return err
		}
		made, secret, err = tokens.Make(tx, o)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(told, "token %s (%s) stands until %s; this is its secret, shown this once:\n", made.ID, made.Name, made.Expires.Date().AddDays(-1)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, secret)
	return err
}

// narrowing finds the unit and the instrument that a token is to be narrowed to.
func (c tokenMakeCommand) narrowing(tx *act.Tx, o access.OrganisationID) (only access.Made, err error) {
	if c.Unit != "" {
		units, err := staff.UnitsWithin(tx, access.Scope{Organisations: []access.OrganisationID{o}})
		if err != nil {
			return only, err
		}
		at := slices.IndexFunc(units, func(u staff.Unit) bool { return named(c.Unit, u.Name, u.ID.String()) })
		if at < 0 {
			return only, fmt.Errorf("the organisation has no unit called %q", c.Unit)
		}
		only.Unit = units[at].ID
	}
	if c.Instrument != "" {
		in, err := instrument.FindCode(tx, o, c.Instrument)
		if fault.Is(err, fault.NotFound) {
			return only, fmt.Errorf("the organisation has no instrument %q", c.Instrument)
		}
		if err != nil {
			return only, err
		}
		only.Instrument = access.ThingID(in.ID)
	}
	return only, nil
}

// organisationOrOnly finds an organisation by name or id; without one it is the only one that there is.
func organisationOrOnly(tx *act.Tx, may access.Permission, name string) (access.OrganisationID, error) {
	if name != "" {
		return organisationNamed(tx, may, name)
	}
	scope, err := tx.Scope(may, "organisation")
	if err != nil {
		return access.OrganisationID{}, err
	}
	all, err := staff.OrganisationsWithin(tx, scope)
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("there are %d organisations: say with --organisation which", len(all))
	}
	if err != nil {
		return access.OrganisationID{}, err
	}
	return all[0].ID, nil
}

// Run prints a token a line: id, state, end, last use, scopes, organisation, unit, instrument, name, with tabs between.
func (c tokenListCommand) Run(ctx context.Context, s *settings) error {
	return withActs(ctx, s, func(acts *act.Acts, out io.Writer) error { return c.run(ctx, acts, out) })
}

func (tokenListCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	var lines []string
	err := acts.Read(ctx, access.Terminal(), func(tx *act.Tx) error {
		all, err := tokens.List(tx)
		if err != nil {
			return err
		}
		organisations, err := staff.OrganisationsWithin(tx, access.Scope{Everywhere: true})
		if err != nil {
			return err
		}
		narrowed, err := narrowedTo(tx)
		lines = nil
		for _, t := range all {
			used, where := "never used", t.Organisation.String()
			if !t.UsedAt.IsZero() {
				used = "used " + t.UsedAt.String()
			}
			if i := slices.IndexFunc(organisations, func(o staff.Organisation) bool { return o.ID == t.Organisation }); i >= 0 {
				where = organisations[i].NameFi
			}
			scopes := make([]string, len(t.Scopes))
			for i, s := range t.Scopes {
				scopes[i] = string(s)
			}
			lines = append(lines, strings.Join([]string{t.ID.String(), string(t.StateAt(tx.Now)), "until " + t.Expires.Date().AddDays(-1).String(), used,
				strings.Join(scopes, " "), where, narrowed(access.ThingID(t.Only.Unit), "all units"),
				narrowed(t.Only.Instrument, "all instruments"), t.Name}, "\t"))
		}
		return err
	})
	for _, line := range lines {
		if err == nil {
			_, err = fmt.Fprintln(out, line)
		}
	}
	return err
}

// narrowedTo tells what units and instruments are called.
func narrowedTo(tx *act.Tx) (func(one access.ThingID, otherwise string) string, error) {
	names := map[access.ThingID]string{}
	units, err := staff.UnitsWithin(tx, access.Scope{Everywhere: true})
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		names[access.ThingID(u.ID)] = "unit " + u.Name
	}
	instruments, err := instrument.ForPrograms(tx)
	for _, i := range instruments {
		names[access.ThingID(i.ID)] = "instrument " + i.Code
	}
	return func(one access.ThingID, otherwise string) string {
		if one.IsZero() {
			return otherwise
		}
		return cmp.Or(names[one], one.String())
	}, err
}

// Run ends a token. One that has ended stays so.
func (c tokenRevokeCommand) Run(ctx context.Context, s *settings) error {
	return withActs(ctx, s, func(acts *act.Acts, out io.Writer) error { return c.run(ctx, acts, out) })
}

func (c tokenRevokeCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	which, err := id.Parse[tokens.Token](c.Token)
	if err != nil {
		return fmt.Errorf("%q is no token's id: rinnalla token list tells them", c.Token)
	}
	var t tokens.Token
	err = acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		t, err = tokens.Revoke(tx, which)
		return err
	})
	if err == nil {
		_, err = fmt.Fprintf(out, "token %s (%s) is revoked\n", t.ID, t.Name)
	}
	return err
}
