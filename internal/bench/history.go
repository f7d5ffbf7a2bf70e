package bench

import (
	"errors"
	"fmt"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// A client with a long history. What she said about being contacted stands for contacts with her, which come with casework.
const (
	historyMeasured = 40
	historySaid     = 500
	goalHistoryP95  = 60 * time.Millisecond
)

// history measures the page of a client with a long history, and the list of her measurements, read by 20 users at once.
func (s *session) history(w *world) error {
	var clients []client.ClientID
	err := s.acting(w, func(d *db.DB, acts *act.Acts) error {
		by := w.workers[0]
		version, err := loadAsked(s.ctx, acts, w)
		if err != nil {
			return err
		}
		err = acts.Write(s.ctx, by.Actor, func(tx *act.Tx) (err error) {
			if clients, err = register(tx, by, clientsAsked); err != nil {
				return err
			}
			return s.live(tx, clients[0], version)
		})
		if err != nil {
			return err
		}
		return d.Analyze(s.ctx)
	})
	if err != nil {
		return err
	}
	server, err := s.serve(w)
	if err != nil {
		return err
	}
	readers, err := signInMany(server, w.workers[:1], users)
	for _, page := range []struct{ name, address string }{{"page of a client", ""}, {"list of her measurements", "/measurements"}} {
		if err != nil {
			break
		}
		l := Line{What: fmt.Sprintf("%s, %d measurements, %d users", page.name, historyMeasured, users), MostP95: goalHistoryP95}
		err = s.reader(server, readers, l, "/clients/"+clients[0].String()+page.address)
	}
	return errors.Join(err, closeAll(readers), server.stop())
}

// live gives a client her history, a day for each part of it.
func (s *session) live(tx *act.Tx, c client.ClientID, version instrument.VersionID) error {
	for i := range historySaid {
		said := client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.ContactLater, State: client.Given, Day: tx.Today(), By: "client", Way: "spoken"}
		if i%2 == 1 {
			said.State = client.Withdrawn
		}
		if err := client.RecordConsent(tx, said); err != nil {
			return err
		}
	}
	for i := range historyMeasured {
		m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: c, Version: version, Occasion: outcome.AtInterim, Day: tx.Today().AddDays(-30 * i),
			By: outcome.ByClient, Way: outcome.OnPaper, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{}}}
		for k := range itemsAsked {
			m.Answers.Items[fmt.Sprintf("i%02d", k+1)] = instrument.Answer{State: instrument.Given, Number: float64(1 + (i+k*7)%5)}
		}
		if _, err := outcome.Record(tx, m); err != nil {
			return err
		}
	}
	return nil
}
