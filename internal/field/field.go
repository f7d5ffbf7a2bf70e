// Package field is the offline app and the sync gate: the app's files, the kit
// that a phone is given, and the gate through which its records come in, each an
// act of its own. It holds no rules of the work; those are outreach's.
package field

import (
	"rinnalla/internal/access"
	"rinnalla/internal/web"
)

// Routes are the addresses under /field/ that the phone asks. The app's files
// hold nothing of anybody and must load when nobody is signed in.
func Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /field/{$}", Needs: access.Public, Free: giveShell},
		{Pattern: "GET /field/sw.js", Needs: access.Public, Free: giveServiceWorker},
		{Pattern: "GET /field/manifest.webmanifest", Needs: access.Public, Free: giveManifest},
		{Pattern: "GET /field/app/{file}", Needs: access.Public, Free: giveFile},
		{Pattern: "GET /field/kit", Needs: access.RecordVisits, Act: giveKit},
		{Pattern: "POST /field/sync", Needs: access.RecordVisits, Free: make(gate, sideBySide).sync, RawBody: true, MaxBody: largestParcel},
	}
}
