package main

import (
	"context"
	"errors"
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
	"rinnalla/internal/staff"
)

type userCommand struct {
	Email        string `arg:"" help:"The e-mail address with which she signs in."`
	Name         string `help:"Her name, for a new account." required:""`
	Organisation string `help:"Name of the first organisation, for an empty installation." default:"Oma organisaatio"`
	Language     string `help:"fi, sv, en or fi-selko." default:"fi" enum:"fi,sv,en,fi-selko"`
}

// Run prints an invitation link: whoever opens it sets the password and the
// second factor, so neither is ever seen at the terminal.
func (c userCommand) Run(ctx context.Context, s *settings) (err error) {
	d, acts, err := s.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	var token string
	err = acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error {
		var err error
		token, err = staff.AddFirst(tx, staff.First{Organisation: c.Organisation, Name: c.Name, Email: c.Email, Language: i18n.Lang(c.Language)})
		return err
	})
	if err != nil {
		return inWords(i18n.For(i18n.Lang(c.Language)), err)
	}
	fmt.Printf("%s is an owner of the installation. She opens this link within 7 days and chooses a password and a second factor:\n%s/invitation/%s\n", c.Email, s.public(), token)
	return s.sealed(ctx, acts)
}
