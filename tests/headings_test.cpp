// Golden headings: what a path of headings must be read as,
// tests/golden/headings/<half>_<workbook>.txt. The grammar was tuned on the half tune_*; report_*
// are workbooks it was not tuned on. Their form is told in tests/golden/headings/README.md.
// YITAO_SCORE=all prints each that is not right.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "pack_words.h"
#include "recognise/meaning/meaning.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;
using recognise::Asked;
using recognise::Filter;
using recognise::Reading;
using recognise::Test;

std::vector<std::string> split(std::string_view text, std::string_view mark) {
    std::vector<std::string> parts;
    for (size_t from = 0; from <= text.size();) {
        size_t to = std::min(text.find(mark, from), text.size());
        std::string part(trim(text.substr(from, to - from)));
        if (!part.empty()) parts.push_back(std::move(part));
        from = to + mark.size();
    }
    return parts;
}

struct Half {
    size_t headings = 0, right = 0, asked = 0, wrong = 0;
};

// "count 居民 低保=是且年龄>=60" as the key of that fact.
class Expectation {
  public:
    explicit Expectation(const recognise::Vocabulary& words) : words_(words) {}

    Result<std::string> key(std::string_view text) const {
        std::vector<std::string> parts = split(text, " ");
        std::string verb = parts.at(0);
        std::string name = parts.at(1).substr(0, parts[1].find('.'));
        const ledger::Schema* schema = find(name);
        if (schema == nullptr) return fail(ErrorCode::kInvalid, "没有台账", "no ledger", name);
        std::string column = parts[1].size() > name.size() ? parts[1].substr(name.size() + 1) : "";
        if (verb == "ratio") {
            auto two = split(parts.at(2), "/");
            return fmt::format("SUM({0}[{1}])/SUM({0}[{2}])", name, two.at(0), two.at(1));
        }
        if (verb == "share") {
            std::string top = TRY(sum(*schema, "", parts.at(2), {}));
            std::string bottom = parts.at(4) == "*" ? "" : parts[4];
            return bracket(top) + "/" + TRY(sum(*schema, "", bottom, {}));
        }
        std::optional<Test> window;
        size_t tests_at = 2;
        bool year = verb.starts_with("year");
        if (year || verb.starts_with("period")) {
            window = during(*schema, parts.at(2), year);
            tests_at = 3;
        }
        std::string tests = parts.size() > tests_at ? parts[tests_at] : "";
        if (verb == "yearshare") {
            return TRY(sum(*schema, "", tests, window)) + "/" + TRY(sum(*schema, "", "", window));
        }
        if (verb == "average") {
            std::string text = TRY(sum(*schema, column, tests, window));
            return "AVERAGE" + text.substr(std::string_view("SUM").size());
        }
        return sum(*schema, column, tests, window);
    }

  private:
    const ledger::Schema* find(const std::string& name) const {
        for (const auto* schema : words_.schemas()) {
            if (schema->name == name) return schema;
        }
        return nullptr;
    }
    static std::string bracket(const std::string& text) {
        return text.find(")+") == std::string::npos ? text : "(" + text + ")";
    }
    static Test during(const ledger::Schema& schema, const std::string& column, bool year) {
        Test test;
        test.column = *schema.find_column_named(column);
        test.kind = Test::Kind::kDates;
        if (year) {
            test.dates = {{">=", "DATE(YEAR(截至日期),1,1)"}, {"<=", "截至日期"}};
        } else {
            test.dates = {{">=", "期初"}, {"<=", "期末"}};
        }
        return test;
    }
    Result<std::string> sum(const ledger::Schema& schema, const std::string& column,
                            std::string_view tests, const std::optional<Test>& window) const {
        Filter filter;
        for (size_t i = 0; i < words_.schemas().size(); ++i) {
            if (words_.schemas()[i] == &schema) filter.ledger = i;
        }
        if (!tests.empty()) {
            narrow(filter, TRY(recognise::parse_tests(tests, schema)));
        }
        if (window) narrow(filter, *window);
        std::string out;
        for (const std::string& criteria : criteria_of(filter, schema, 0)) {
            if (!out.empty()) out += "+";
            if (column.empty()) {
                out += criteria.empty() ? fmt::format("COUNTA({}[{}])", schema.name, key_of(schema))
                                        : "COUNTIFS(" + criteria + ")";
            } else {
                out += criteria.empty()
                           ? fmt::format("SUM({}[{}])", schema.name, column)
                           : fmt::format("SUMIFS({}[{}],{})", schema.name, column, criteria);
            }
        }
        return out;
    }
    static std::string key_of(const ledger::Schema& schema) {
        return schema.columns[*schema.find_column(schema.key[0])].name;
    }
    const recognise::Vocabulary& words_;
};

// "子 < 母 / 女 [人]": 其中 of what is left of "<"; [] the unit of measure printed.
Asked asked_of(std::string text, const std::vector<std::string>& context) {
    Asked asked;
    asked.context = context;
    if (text.ends_with("]")) {
        size_t open = text.rfind('[');
        asked.measure = text.substr(open + 1, text.size() - open - 2);
        text = trim(text.substr(0, open));
    }
    std::vector<std::string> whole = split(text, " < ");
    for (size_t i = whole.size(); i-- > 1;) asked.path.push_back({whole[i], true});
    for (const std::string& part : split(whole.at(0), " / ")) asked.path.push_back({part});
    return asked;
}

class HeadingsTest : public testing::Test {
  protected:
    void SetUp() override {
        std::vector<std::string> ids = {"base",     "burden",   "culture",
                                        "industry", "projects", "safety"};
        auto loaded = PackWords::load(ids);
        ASSERT_TRUE(loaded) << loaded.error().text();
        words_.emplace(std::move(*loaded));
    }

    void read_file(const fs::path& path, Half& half) {
        std::ifstream in(path);
        std::string line;
        std::vector<std::string> context;
        recognise::MeaningReader reader(words_->vocabulary);
        while (std::getline(in, line)) {
            if (line.empty() || line[0] == '#') continue;
            if (line.starts_with("表: ")) {
                context = split(line.substr(std::string_view("表: ").size()), " | ");
                continue;
            }
            std::vector<std::string> two = split(line, " => ");
            ASSERT_EQ(two.size(), 2U) << path << ": " << line;
            judge(path, two, reader.read(asked_of(two[0], context)), half);
        }
    }

    void judge(const fs::path& path, const std::vector<std::string>& two,
               const std::vector<Reading>& readings, Half& half) {
        ++half.headings;
        bool sure = !readings.empty() && readings[0].is_sure();
        std::string wanted;
        if (two[1] != "?") {
            auto key =
                two[1].starts_with("=")
                    ? Result<std::string>(std::string(trim(std::string_view(two[1]).substr(1))))
                    : Expectation(words_->vocabulary).key(two[1]);
            ASSERT_TRUE(key) << path << ": " << two[1] << " " << key.error().text();
            wanted = *key;
        }
        bool right = two[1] == "?" ? !sure : sure && readings[0].key == wanted;
        ++(right ? half.right : sure ? half.wrong : half.asked);
        const char* print = std::getenv("YITAO_SCORE");
        if (right || print == nullptr) return;
        fmt::print("{} {}: {}\n    want {}\n", sure ? "WRONG" : "ASKED", path.filename().string(),
                   two[0], wanted.empty() ? "?" : wanted);
        if (readings.empty()) return;
        fmt::print("    ours {:.2f} {} {{{}}}\n", readings[0].confidence, readings[0].key,
                   fmt::join(readings[0].doubts, "; "));
    }

    std::optional<PackWords> words_;
};

TEST_F(HeadingsTest, GoldenHeadings) {
    Half tune, report;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(YITAO_SOURCE_DIR "/tests/golden/headings")) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        read_file(file, file.filename().string().starts_with("tune") ? tune : report);
    }
    for (auto [name, half] : {std::pair("tune", tune), std::pair("report", report)}) {
        fmt::print("headings {}: {} right {} asked {} wrong {}\n", name, half.headings, half.right,
                   half.asked, half.wrong);
    }
    EXPECT_GE(tune.headings + report.headings, 300U);
    EXPECT_GE(static_cast<double>(tune.right), 0.98 * static_cast<double>(tune.headings));
    EXPECT_LE(static_cast<double>(tune.wrong), 0.01 * static_cast<double>(tune.headings));
}

}  // namespace
}  // namespace yitao
