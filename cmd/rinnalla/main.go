// Command rinnalla is the whole product: server, migrations, backup, upkeep.
// It wires the packages together and holds no rules.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is stamped by the make file.
var version = "unknown"

// program is the one configuration: every setting is a flag, an environment
// variable and a key of the file, and says its default.
type program struct {
	Config kong.ConfigFlag `help:"A JSON file with settings: {\"addr\": \"127.0.0.1:8080\"}." env:"RINNALLA_CONFIG" placeholder:"FILE"`
	settings

	Serve     serveCommand     `cmd:"" help:"Serve pages, the field app and files."`
	Demo      demoCommand      `cmd:"" help:"Make a fresh demo world and serve it on this machine only."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database's schema to this version of the program."`
	Backup    backupCommand    `cmd:"" help:"Write everything into one encrypted file while the server runs."`
	Restore   restoreCommand   `cmd:"" help:"Restore a backup into an empty database of either engine, or check that it can be done."`
	Import    importCommand    `cmd:"" help:"Bring in what was kept elsewhere."`
	Upkeep    upkeepCommand    `cmd:"" help:"Remove what has passed its time: sessions, drafts, use log entries past their retention."`
	Token     tokenCommand     `cmd:"" help:"Keep the tokens by which other programs come in over FHIR."`
	User      userCommand      `cmd:"" help:"Invite an owner of the installation: the first one, a further one, or one who lost everything."`
	VerifyLog verifyLogCommand `cmd:"" name:"verify-log" help:"Check the use log for edited, removed, added or cut entries."`
	CheckCopy checkCopyCommand `cmd:"" name:"check-copy" help:"Check whether a client's copy of her picture is as it was made."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "rinnalla: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	// What the program writes is for its own user alone, whatever the folder allows.
	syscall.Umask(0o077)
	var p program
	parser, err := kong.New(&p, kong.Name("rinnalla"),
		kong.Description("Participatory, measurable adult social work: outreach, its report and its field app."),
		kong.Configuration(settingsFile, "/etc/rinnalla.json"), kong.UsageOnError())
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run(&p.settings)
}

type versionCommand struct{}

func (versionCommand) Run() error {
	_, err := fmt.Println("rinnalla " + version)
	return err
}
