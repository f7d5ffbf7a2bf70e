package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
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
	Days         int      `help:"How many days it lasts, 400 at most." default:"365"`
}

type tokenListCommand struct{}

type tokenRevokeCommand struct {
	Token string `arg:"" help:"The token's id, as the list tells it."`
}

// withActs runs a command on the database.
func withActs(ctx context.Context, s *settings, do func(*act.Acts, io.Writer) error) error {
	return s.acting(ctx, func(acts *act.Acts) error {
		if err := do(acts, os.Stdout); err != nil {
			return inWords(i18n.For(i18n.EN), err)
		}
		return s.sealed(ctx, acts)
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

// Run prints a token a line: id, state, last use, scopes, organisation, name, with tabs between.
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
				strings.Join(scopes, " "), where, t.Name}, "\t"))
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
