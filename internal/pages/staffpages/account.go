package staffpages

import (
	"encoding/json"
	"net/http"
	"net/url"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func accountRoutes(o Options) []web.Route {
	mine := access.KeepOwnAccount
	return []web.Route{
		{Pattern: "GET /account", Needs: mine, Act: o.showAccount},
		{Pattern: "GET /session", Needs: mine, Free: keepSession},
		{Pattern: "GET /account/profile", Needs: mine, Act: editProfile},
		{Pattern: "POST /account/profile", Needs: mine, Act: changeProfile},
		{Pattern: "GET /account/password", Needs: mine, Act: editPassword},
		{Pattern: "POST /account/password", Needs: mine, Free: o.changePassword},
		{Pattern: "GET /account/code", Needs: mine, Act: o.offerCode},
		{Pattern: "POST /account/code", Needs: mine, Free: o.addCode},
		{Pattern: "GET /account/code/remove", Needs: mine, Act: askToRemoveCode},
		{Pattern: "POST /account/code/remove", Needs: mine, Free: o.removeCode},
		{Pattern: "GET /account/recovery", Needs: mine, Act: askToRenewRecovery},
		{Pattern: "POST /account/recovery", Needs: mine, Free: o.renewRecovery},
		{Pattern: "GET /account/passkeys/new", Needs: mine, Act: o.newPasskey},
		{Pattern: "POST /account/passkeys/new/begin", Needs: mine, Free: o.beginPasskey},
		{Pattern: "POST /account/passkeys/new", Needs: mine, Act: o.addPasskey},
		{Pattern: "GET /account/passkeys/{passkey}/remove", Needs: mine, Act: askToRemovePasskey},
		{Pattern: "POST /account/passkeys/{passkey}/remove", Needs: mine, Free: o.removePasskey},
		{Pattern: "POST /account/sessions/{session}/end", Needs: mine, Act: endOwnSession},
		{Pattern: "POST /account/sessions/end", Needs: mine, Act: endOtherSessions},
	}
}

type accountPage struct {
	web.Page
	Profile    []ui.SummaryRow
	Password   string
	CodeState  string
	HasCode    bool
	HasFactor  bool
	Recovery   string
	Passkeys   ui.TableProps
	PasskeysOn bool
	Sessions   []ownSession
}

type ownSession struct {
	Device, Times string
	Current       bool
	End           string // address
}

func (o Options) showAccount(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	a, err := staff.OwnAccount(tx)
	if err != nil {
		return nil, err
	}
	t := r.Print.T
	p := accountPage{Page: r.Page("staff.own_account"), HasCode: !a.TOTPAt.IsZero(), PasskeysOn: o.Keys.Passkeys()}
	p.Props.Width = "narrow"
	p.HasFactor = p.HasCode || len(a.Passkeys) > 0
	p.Profile = []ui.SummaryRow{
		{Key: t("staff.person_name"), Value: a.Worker.Name}, {Key: t("staff.email"), Value: a.Worker.Email},
		{Key: t("staff.language"), Value: languageText(r, a.Worker.Language)},
	}
	p.Password = t("staff.password_changed_at", "time", a.PasswordAt)
	p.CodeState = t("staff.code_none")
	if p.HasCode {
		p.CodeState = t("staff.code_since", "time", a.TOTPAt)
	}
	p.Recovery = t("staff.recovery_left", "count", a.RecoveryLeft)
	p.Passkeys = passkeyTable(r, a.Passkeys)
	p.Sessions, err = ownSessions(tx, r)
	return web.Show(accountView(p)), err
}

func passkeyTable(r *web.Request, all []staff.Passkey) ui.TableProps {
	t := r.Print.T
	table := ui.TableProps{Caption: t("staff.passkeys"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("staff.name")}, {Label: t("staff.passkey_added")}, {Label: t("staff.passkey_used")}, {Label: t("staff.actions"), LabelHidden: true},
	}}
	for _, k := range all {
		used := t("staff.never")
		if !k.Used.IsZero() {
			used = r.Print.Instant(k.Used)
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: k.Name}, {Text: r.Print.Instant(k.Added)}, {Text: used},
			{Text: t("staff.passkey_remove"), Href: "/account/passkeys/" + k.ID.String() + "/remove"},
		}})
	}
	return table
}

func ownSessions(tx *act.Tx, r *web.Request) ([]ownSession, error) {
	all, err := staff.OwnSessions(tx)
	var shown []ownSession
	for _, s := range all {
		shown = append(shown, ownSession{
			Device: deviceText(r, s.Device), Times: r.Print.T("staff.session_times", "began", s.Started, "seen", s.Seen),
			Current: s.ID.String() == r.Session, End: "/account/sessions/" + s.ID.String() + "/end",
		})
	}
	return shown, err
}

func endOwnSession(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	s, err := web.PathID[staff.Session](r, "session")
	if err != nil {
		return nil, err
	}
	if err := staff.EndOwnSession(tx, s); err != nil {
		return nil, err
	}
	return web.Redirect("/account").Flash("staff.session_ended"), nil
}

func endOtherSessions(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	keep, err := id.Parse[staff.Session](r.Session)
	if err != nil {
		return nil, err
	}
	if err := staff.EndOtherSessions(tx, keep); err != nil {
		return nil, err
	}
	return web.Redirect("/account").Flash("staff.other_sessions_ended"), nil
}

func profileForm(tx *act.Tx, r *web.Request, values url.Values) (*formPage, error) {
	p, err := ownForm(tx, r, "staff.profile_edit", values)
	if err != nil {
		return nil, err
	}
	p.Submit = r.Print.T("staff.profile_save")
	p.hide("version")
	p.add(textControl, "name", "staff.person_name", filledBy("name"))
	p.add(selectControl, "language", "staff.language", among(languageOptions(r)))
	return p, nil
}

// ownForm begins a form about the reader's own account.
func ownForm(tx *act.Tx, r *web.Request, title string, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, title, values)
	if err != nil {
		return nil, err
	}
	p.Back = back(r, "staff.own_account", "/account")
	return p, nil
}

func profileValues(w staff.Worker) url.Values {
	return url.Values{"version": {versionText(w.Version)}, "name": {w.Name}, "language": {string(w.Language)}}
}

func editProfile(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	a, err := staff.OwnAccount(tx)
	if err != nil {
		return nil, err
	}
	p, err := profileForm(tx, r, profileValues(a.Worker))
	if err != nil {
		return nil, err
	}
	return p.show()
}

func changeProfile(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	a, err := staff.OwnAccount(tx)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	version := readVersion(f)
	if err = f.Err(); err == nil {
		err = staff.ChangeOwnProfile(tx, f.Text("name"), i18n.Lang(f.Text("language")), version)
	}
	if err == nil {
		answer, err := saved(tx, r, "/account", "staff.profile_saved")
		if err != nil {
			return nil, err
		}
		return answer.Cookie(web.LanguageCookie(f.Text("language"))), nil
	}
	p, formErr := profileForm(tx, r, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, func() (url.Values, error) { return profileValues(a.Worker), nil })
}

// keepSession tells how many seconds the session lasts. Asking has used it, and
// so made it last.
func keepSession(r *web.Request) (*web.Answer, error) {
	text, err := json.Marshal(map[string]int{"left": int(r.Left.Seconds())})
	return web.Body(http.StatusOK, "application/json", text), err
}
