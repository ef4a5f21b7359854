// The commands of `yitao`: what each is asked (filled by cli.cpp from the command line) and the
// function that does it. Functions return the exit code: 0 ok, 1 findings, 2 usage or bad input.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"

namespace yitao::cli {

enum ExitCode : int { kOk = 0, kFindings = 1, kBadInput = 2 };

struct CommonOptions {
    std::string data = "data";
    bool json = false;
};

// Dates as typed; empty: not said. See report/period.h for what is then assumed.
struct DateOptions {
    std::string as_of;
    std::string known_at;
    std::string period;
};

struct DemoOptions {
    std::optional<size_t> residents;  // not said: of the city that is there, else 100,000
    std::optional<uint64_t> seed;
    std::string as_of = "2026-10-31";
    std::string unit = "421221106202";  // the village whose way up to the city is filled
};

struct InitOptions {
    std::string units;
    std::vector<std::string> packs;
};

struct ImportOptions {
    std::string ledger;
    std::string file;
    std::string sheet;
    std::string effective_on;
    std::string who;
    std::string rejects;  // where the rejects workbook goes; empty: beside the file
    bool dry_run = false;
};

struct FillOptions {
    std::vector<std::string> templates;
    std::string unit;
    std::string level;
    std::string each;
    std::string output;
    std::string name;  // pattern of file names
    DateOptions date;
};

struct EvalOptions {
    std::string formula;
    std::string unit;
    std::vector<std::string> tables;  // NAME=FILE
    DateOptions date;
};

struct EvidenceOptions {
    std::string asked;  // a template, or a formula with "="
    std::string cell;   // of the template: C7, 月报!C7
    std::string unit;
    DateOptions date;
    std::string since;           // earlier date: the history of the value from then on
    bool as_known_then = false;  // each value of the history as known on its own day
    size_t part = 1;             // which aggregate of the formula
    size_t page = 1;
    size_t rows = 50;
    bool show_personal = false;
};

struct ReportOptions {
    std::string file;
    std::string each;  // condition over the ledger whose row [@column] means
};

struct ListOptions {
    std::string unit;
    std::string level;
    std::string name;
    std::string as_of;
    std::string ledger;
    bool flagged = false;
};

struct StarterOptions {
    std::string output = "starter.xlsx";
    std::vector<std::string> ledgers;
};

struct BackupOptions {
    std::string folder;
    bool without_keys = false;
};

struct AccountOptions {
    std::string login;
    std::string person;
    std::string role = "clerk";
    std::string unit;
    std::string department;
};

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    std::string certificate;  // files of TLS; empty: plain
    std::string key;
};

struct UpdateOptions {
    std::vector<std::string> packs;  // empty: those the installation has
    std::string units;               // a newer register of units
    std::string who;
};

struct ForgetOptions {
    std::string subject;  // identity number: the value of the ledgers' subject columns
    std::string reason;   // what the journal says it was done through
    std::string who;
    bool yes = false;
};

struct RecogniseOptions {
    std::string file;
    bool explain = false;
    bool meaning = false;  // what each cell means to the ledgers, as a table for people
    std::string bind;      // where the bindings file to confirm goes; empty: nowhere
    std::string mark;      // where a copy goes in which what was understood is marked
    std::string learn;     // bindings a person confirmed, to be remembered
    bool yes = false;      // remember them
    // Filled copies; unit, day and period once for all of them or once for each, else as they say.
    std::vector<std::string> examples;
    std::vector<std::string> units;
    std::vector<std::string> period;
    std::vector<std::string> as_of;  // of the examples; the first is also the day by which the
                                     // form's validity is judged; empty: today
};

struct BurdenOptions {
    std::vector<std::string> paths;  // workbooks, folders of them
    std::string unit;                // whose burden; empty: the units the forms name
    std::string register_file;       // workbook to write; empty: none
    std::string xlsform;             // the same
    std::string as_of;
};

struct CollectOptions {
    std::string form;  // the template
    std::vector<std::string> files;
    std::vector<std::string> units;  // FILE=CODE
    std::string output;
    DateOptions date;
};

// Which measures: of these workbooks and formulas; of none: of every report of the packs.
struct SqlOptions {
    std::string dialect;  // clickhouse, postgresql; "": postgresql, or what the client speaks
    std::vector<std::string> templates;
    std::vector<std::string> formulas;
    std::string schema = "yitao";
    bool rows = false;    // the statements that fill the tables too
    std::string against;  // of check: the client that runs the SQL
    DateOptions date;
};

struct BenchOptions {
    size_t repeat = 3;
};

struct BenchLiveOptions {
    int64_t rows = 3'000'000;
    int cells = 1000;
    int units = 1200;
    size_t edits = 200'000;
};

struct BenchCityOptions {
    size_t edits = 2'000;  // one by one; as many again in files of a thousand rows
};

int run_demo(const CommonOptions& common, const DemoOptions& options);
int run_init(const CommonOptions& common, const InitOptions& options);
int run_import(const CommonOptions& common, const ImportOptions& options);
int run_fill(const CommonOptions& common, const FillOptions& options);
int run_eval(const CommonOptions& common, const EvalOptions& options);
int run_evidence(const CommonOptions& common, const EvidenceOptions& options);
int run_report(const CommonOptions& common, const ReportOptions& options);
int run_recognise(const CommonOptions& common, const RecogniseOptions& options);
// The part of recognise that needs an installation: meaning, bindings, examples.
int run_propose(const CommonOptions& common, const RecogniseOptions& options);
// What each of many forms asks and what of it is known already.
int run_burden(const CommonOptions& common, const BurdenOptions& options);
// Filled copies of one form, read back.
int run_collect(const CommonOptions& common, const CollectOptions& options);
int run_units(const CommonOptions& common, const ListOptions& options);
int run_ledgers(const CommonOptions& common, const ListOptions& options);
int run_starter(const CommonOptions& common, const StarterOptions& options);
int run_account(const CommonOptions& common, const AccountOptions& options);
int run_serve(const CommonOptions& common, const ServeOptions& options);
int run_backup(const CommonOptions& common, const BackupOptions& options);
int run_update(const CommonOptions& common, const UpdateOptions& options);
int run_forget(const CommonOptions& common, const ForgetOptions& options);
int run_check(const CommonOptions& common);
int run_sql(const CommonOptions& common, const SqlOptions& options);
int run_check_against(const CommonOptions& common, const SqlOptions& options);
int run_bench(const CommonOptions& common, const BenchOptions& options);
int run_bench_live(const CommonOptions& common, const BenchLiveOptions& options);
int run_bench_city(const CommonOptions& common, const BenchCityOptions& options);

}  // namespace yitao::cli
