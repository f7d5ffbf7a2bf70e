package access

// Names of permissions look like message keys and are none.
//i18n:off

// Permission is one thing that may be done. Permissions are made in this file only.
type Permission struct{ p *permission }

type permission struct {
	name    string
	purpose string
	quiet   bool
}

// Name is the permission's key: "visit.read". Its text is "permission." + Name
// in the catalogues.
func (p Permission) Name() string {
	if p.p == nil {
		return ""
	}
	return p.p.name
}

// Purpose is the statutory purpose of use (703/2023 section 10) that the log states.
func (p Permission) Purpose() string { return p.p.purpose }

// Quiet permissions leave no row in the use log: they touch no record about anybody.
func (p Permission) Quiet() bool { return p.p.quiet }

// Governs tells whether what is done by the permission may change who is let in
// and what she may do: everything in administration and security but the log itself.
func (p Permission) Governs() bool {
	return (p.p.purpose == forUpkeep || p.p.purpose == forSecurity) && p != KeepLog
}

// Defined reports whether the permission was made here at all.
func (p Permission) Defined() bool { return p.p != nil }

// Purposes of use, as the log states them.
const (
	forOutreach   = "outreach"       // carrying out outreach work
	forClients    = "client_work"    // work with a client
	forStatistics = "statistics"     // following and steering the work
	forUpkeep     = "administration" // users, rights, settings
	forSecurity   = "security"       // sign-in and supervision
)

func define(name, purpose string) Permission {
	return register(&permission{name: name, purpose: purpose})
}

func quiet(name, purpose string) Permission {
	return register(&permission{name: name, purpose: purpose, quiet: true})
}

var defined []Permission

func register(p *permission) Permission {
	made := Permission{p}
	defined = append(defined, made)
	return made
}

// Permissions lists all, in the order in which they stand below.
func Permissions() []Permission { return defined }

// The permissions. A new one gets a line here, its grants below and its text in
// the catalogues; the golden route matrix then shows the change of rights.
var (
	Public       = quiet("public", forSecurity)        // pages for anyone
	CheckSession = quiet("session.check", forSecurity) // who sent this request
	SignIn       = define("sign_in", forSecurity)
	KeepLog      = quiet("log.keep", forSecurity) // sealing and verifying the log itself

	UseDesk        = quiet("desk.use", forOutreach)
	KeepOwnAccount = quiet("account.keep", forSecurity)
	// SecureOwnAccount changes how the actor herself is let in: password and second factors.
	SecureOwnAccount = define("account.secure", forSecurity)
	ReadRights       = quiet("rights.read", forSecurity)

	KeepOrganisations = define("organisation.keep", forUpkeep)
	KeepSettings      = define("settings.keep", forUpkeep)
	KeepBoundaries    = define("boundary.keep", forUpkeep) // the lines of the municipality map
	KeepUnits         = define("unit.keep", forUpkeep)
	KeepWorkers       = define("worker.keep", forUpkeep)
	ReadUseLog        = define("log.read", forSecurity)
	KeepPrograms      = define("program.keep", forSecurity) // tokens by which other programs come in

	ReadPlaces    = define("place.read", forOutreach)
	KeepPlaces    = define("place.keep", forOutreach)
	ReadVisits    = define("visit.read", forOutreach)
	RecordVisits  = define("visit.record", forOutreach)
	CorrectVisits = define("visit.correct", forOutreach)
	ImportVisits  = define("visit.import", forOutreach)
	KeepTopics    = define("topic.keep", forOutreach)
	KeepRules     = define("rule.keep", forStatistics)
	KeepSums      = quiet("sums.keep", forStatistics) // adding visits up by month

	RegisterClients = define("client.register", forClients) // also looks whether she is there already
	ListClients     = define("client.list", forClients)     // a name in a list
	ReadClients     = define("client.read", forClients)
	KeepClients     = define("client.keep", forClients)
	MergeClients    = define("client.merge", forClients)
	// ReadHiddenContact shows address, contact and home municipality of a client under a non-disclosure order.
	ReadHiddenContact = define("client.read_hidden", forClients)
	CarryClients      = define("client.carry", forClients) // puts a client's name on the worker's own phone, to be measured without network
	BreakGlass        = define("client.break_glass", forClients)
	ReadBehindGlass   = define("client.read_behind_glass", forClients)
	AssignClients     = define("client.assign", forClients) // gives a client to a unit or worker whose own she is not
	SuperviseClients  = define("client.supervise", forSecurity)
	CountNotices      = quiet("client.notices", forSecurity) // how many wait, nothing of whom they are about
	EraseClients      = define("client.erase", forClients)
	KeepClientKeys    = quiet("client.keys", forSecurity) // wraps keys anew and copies them wrapped, reads nobody

	ReadInstruments = quiet("instrument.read", forStatistics) // what is asked and how it is scored, nobody's answers
	KeepInstruments = define("instrument.keep", forStatistics)

	ReadMeasurements    = define("measurement.read", forClients)
	RecordMeasurements  = define("measurement.record", forClients) // and whatever leads to one: plans, links, forms on paper
	CorrectMeasurements = define("measurement.correct", forClients)
	ImportMeasurements  = define("measurement.import", forClients)
	// SwitchMarks turns the mark of a course that is not going as hoped off and on for a client.
	SwitchMarks = define("picture.switch", forClients)
	// GiveCopy makes the client's own copy of her picture.
	GiveCopy = define("picture.copy", forClients)
	// AnswerMeasurement is what a personal link lets its holder do, to one measurement.
	AnswerMeasurement = define("measurement.answer", forClients)
	// SeeOwnPicture is what a personal link lets its holder see afterwards, for some days.
	SeeOwnPicture    = define("picture.see_own", forClients)
	TidyMeasurements = quiet("measurement.tidy", forSecurity) // removes drafts and counts of tries that have passed their time, reads nobody's

	ReadReport       = define("report.read", forStatistics)
	ReadSharedReport = define("report.read_shared", forStatistics)
)

// Role is what a post is.
type Role string

const (
	// RoleWorker does outreach work in a unit.
	RoleWorker Role = "worker"
	// RoleLeader leads a unit: sees the visits of the organisation's units, keeps lists and rules.
	RoleLeader Role = "leader"
	// RoleAdministrator keeps an organisation's units, workers and posts. Sees no visits.
	RoleAdministrator Role = "administrator"
	// RoleCoordinator runs a project over several organisations: shared statistics, no single rows.
	RoleCoordinator Role = "coordinator"
	// RoleOwner runs the installation: organisations, areas, settings.
	RoleOwner Role = "owner"
)

// Roles lists all roles in the order in which pages show them.
func Roles() []Role {
	return []Role{RoleWorker, RoleLeader, RoleAdministrator, RoleCoordinator, RoleOwner}
}

// Reach is how far a grant goes.
type Reach uint8

const (
	ReachNone Reach = iota
	ReachSelf
	ReachGlass // clients behind a glass that she broke
	ReachClose // clients whose own or pair worker she is
	ReachTied  // those, and her unit's
	ReachUnit
	ReachOrganisation
	ReachShared
	ReachInstallation
)

func (r Reach) String() string {
	return [...]string{"none", "self", "glass", "close", "tied", "unit", "organisation", "shared", "installation"}[r]
}

var everyone = map[Permission]Reach{
	UseDesk: ReachSelf, KeepOwnAccount: ReachSelf, SecureOwnAccount: ReachSelf, ReadRights: ReachSelf,
}

var grants = map[Role]map[Permission]Reach{
	RoleWorker: with(everyone, map[Permission]Reach{
		ReadPlaces: ReachOrganisation, KeepPlaces: ReachOrganisation,
		ReadVisits: ReachUnit, RecordVisits: ReachUnit, CorrectVisits: ReachUnit,
		RegisterClients: ReachUnit, ListClients: ReachTied, ReadClients: ReachTied, KeepClients: ReachTied, MergeClients: ReachTied,
		ReadHiddenContact: ReachClose, CarryClients: ReachClose, BreakGlass: ReachOrganisation, ReadBehindGlass: ReachGlass,
		ReadMeasurements: ReachTied, RecordMeasurements: ReachTied, CorrectMeasurements: ReachTied, SwitchMarks: ReachTied, GiveCopy: ReachTied,
		ReadReport: ReachOrganisation, ReadInstruments: ReachOrganisation,
	}),
	RoleLeader: with(everyone, map[Permission]Reach{
		ReadPlaces: ReachOrganisation, KeepPlaces: ReachOrganisation,
		ReadVisits: ReachOrganisation, RecordVisits: ReachOrganisation, CorrectVisits: ReachOrganisation,
		ImportVisits: ReachOrganisation, KeepTopics: ReachOrganisation, KeepRules: ReachOrganisation,
		RegisterClients: ReachOrganisation, ListClients: ReachTied, ReadClients: ReachTied, KeepClients: ReachTied, MergeClients: ReachTied,
		ReadHiddenContact: ReachClose, CarryClients: ReachClose, BreakGlass: ReachOrganisation, ReadBehindGlass: ReachGlass,
		AssignClients: ReachGlass, SuperviseClients: ReachOrganisation, CountNotices: ReachOrganisation, EraseClients: ReachTied,
		ReadMeasurements: ReachTied, RecordMeasurements: ReachTied, CorrectMeasurements: ReachTied, ImportMeasurements: ReachOrganisation,
		SwitchMarks: ReachTied, GiveCopy: ReachTied,
		ReadReport: ReachOrganisation, ReadUseLog: ReachOrganisation,
		ReadInstruments: ReachOrganisation, KeepInstruments: ReachOrganisation,
	}),
	RoleAdministrator: with(everyone, map[Permission]Reach{
		KeepUnits: ReachOrganisation, KeepWorkers: ReachOrganisation, ReadUseLog: ReachOrganisation, KeepPrograms: ReachOrganisation,
	}),
	RoleCoordinator: with(everyone, map[Permission]Reach{
		ReadSharedReport: ReachShared,
	}),
	RoleOwner: with(everyone, map[Permission]Reach{
		KeepOrganisations: ReachInstallation, KeepSettings: ReachInstallation, KeepBoundaries: ReachInstallation,
		KeepUnits: ReachInstallation, KeepWorkers: ReachInstallation, ReadUseLog: ReachInstallation,
		KeepPrograms:    ReachInstallation,
		ReadInstruments: ReachInstallation, KeepInstruments: ReachInstallation,
	}),
}

func with(base, more map[Permission]Reach) map[Permission]Reach {
	all := make(map[Permission]Reach, len(base)+len(more))
	for p, r := range base {
		all[p] = r
	}
	for p, r := range more {
		all[p] = r
	}
	return all
}

// ReachOf tells how far a role's permission goes: the cell of the table of rights.
func ReachOf(r Role, p Permission) Reach { return grants[r][p] }

type job struct {
	name string
	may  []Permission
}

// The program's own jobs and all that each may do.
var (
	visitor  = job{"visitor", []Permission{Public, CheckSession, SignIn}}
	sealing  = job{"sealing", []Permission{KeepLog}}
	tallying = job{"tallying", []Permission{KeepSums}}
	tidying  = job{"tidying", []Permission{TidyMeasurements}}
	shipping = job{"shipping", []Permission{ReadInstruments, KeepInstruments}}
	terminal = job{"terminal", []Permission{KeepOrganisations, KeepSettings, KeepBoundaries, KeepUnits, KeepWorkers, KeepPrograms,
		KeepLog, ReadPlaces, KeepPlaces, ReadVisits, RecordVisits, CorrectVisits, ImportVisits, KeepTopics, KeepRules,
		ReadInstruments, KeepInstruments, RegisterClients, ListClients, ReadClients, KeepClients, MergeClients, ReadHiddenContact,
		EraseClients, KeepClientKeys, ReadMeasurements, RecordMeasurements, CorrectMeasurements, ImportMeasurements, TidyMeasurements}}
	responding = job{"respondent", []Permission{Public, AnswerMeasurement, SeeOwnPicture}}
)

func system(j job) Actor { return Actor{Kind: KindSystem, Name: j.name, job: j} }

// Visitor is whoever has not signed in: may look at public pages and try to sign in.
func Visitor() Actor { return system(visitor) }

// Sealing is the job that seals and checks the use log.
func Sealing() Actor { return system(sealing) }

// Tallying is the job that adds visits up by month.
func Tallying() Actor { return system(tallying) }

// Tidying is the job that removes what has passed its time.
func Tidying() Actor { return system(tidying) }

// Shipping is the job that brings along the instruments of the program.
func Shipping() Actor { return system(shipping) }

// Respondent is whoever holds a personal link: she may answer the measurement that it opens and reach nothing else.
func Respondent(link LinkHash) Actor {
	return Actor{Kind: KindRespondent, Name: responding.name, job: responding, link: link}
}

// Program is another program, by the token that it came with: it may do what the token's scopes say, to what its organisation has, and of that
// only what was made in the unit and with the instrument that the token is narrowed to. The use log names the token.
func Program(token WorkerID, name string, o OrganisationID, only Made, may ...Permission) Actor {
	return Actor{Kind: KindProgram, ID: token, Name: name, Posts: []Post{{Organisation: o, Unit: only.Unit}}, only: only, job: job{"program", append([]Permission{Public}, may...)}}
}

// Terminal is the operator at the server's own command line.
func Terminal() Actor { return system(terminal) }
