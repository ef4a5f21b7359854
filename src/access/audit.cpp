#include "access/audit.h"

#include <sodium.h>

#include <algorithm>

#include "base/check.h"

namespace yitao::access {

namespace {

struct ActionName {
    std::string_view id;
    Words name;
};
// As AuditAction, from 1 on.
constexpr ActionName kActionNames[] = {
    {"row.unmask", {"查看完整个人信息", "Unmasked personal columns"}},
    {"fill.personal", {"取走含个人信息的表", "Took a workbook with people in full"}},
    {"account.create", {"新建账号", "Account made"}},
    {"account.disable", {"停用账号", "Account disabled"}},
    {"account.enable", {"启用账号", "Account enabled"}},
    {"password.reset", {"重设他人密码", "Somebody's password reset"}},
    {"password.change", {"修改自己的密码", "Own password changed"}},
    {"post.create", {"新设岗位", "Post made"}},
    {"post.close", {"撤销岗位", "Post closed"}},
    {"post.hand_over", {"岗位交接", "Post handed over"}},
    {"sessions.end", {"退出某账号的全部登录", "All sessions of an account ended"}},
    {"units.update", {"更新单位表", "Register of units replaced"}},
};

constexpr std::string_view kColumns = "seq, at, account, post, unit, action, what, reason, hash";

void add(crypto_generichash_state& state, int64_t number) {
    std::array<uint8_t, 8> bytes;
    for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<uint8_t>(static_cast<uint64_t>(number) >> (8 * i));
    }
    crypto_generichash_update(&state, bytes.data(), bytes.size());
}

void add(crypto_generichash_state& state, std::string_view text) {
    add(state, static_cast<int64_t>(text.size()));
    crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

AuditHash chained(const AuditHash& before, const AuditEntry& entry) {
    crypto_generichash_state state;
    AuditHash hash{};
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    crypto_generichash_update(&state, before.data(), before.size());
    for (int64_t number : {entry.seq, entry.at, entry.account, entry.post, entry.unit,
                           static_cast<int64_t>(entry.action)}) {
        add(state, number);
    }
    add(state, entry.what);
    add(state, entry.reason);
    crypto_generichash_final(&state, hash.data(), hash.size());
    return hash;
}

AuditEntry read_entry(const ledger::Statement& row) {
    return {.seq = row.integer(0),
            .at = row.integer(1),
            .account = row.integer(2),
            .post = row.integer(3),
            .unit = row.integer(4),
            .action = static_cast<AuditAction>(row.integer(5)),
            .what = std::string(row.text(6)),
            .reason = std::string(row.text(7))};
}

ledger::Finding finding(int64_t seq, std::string zh, std::string en) {
    return {fmt::format("audit {}", seq), {std::move(zh), std::move(en)}};
}

}  // namespace

namespace {

const ActionName& named(AuditAction action) {
    const auto number = static_cast<size_t>(action);
    static constexpr ActionName kUnknown = {"unknown", {"其他", "Something else"}};
    return number >= 1 && number <= std::size(kActionNames) ? kActionNames[number - 1] : kUnknown;
}

}  // namespace

std::string_view audit_action_id(AuditAction action) {
    return named(action).id;
}

Words audit_action_name(AuditAction action) {
    return named(action).name;
}

Result<AuditHead> AuditTrail::head(ledger::Database& database) {
    ledger::Statement find = TRY(database.prepare("SELECT seq, hash FROM audit_head"));
    AuditHead head;
    if (!TRY(find.step()) || find.blob(1).size() != head.hash.size()) {
        return fail(ErrorCode::kDamaged, "留痕记录的末端缺失或损坏",
                    "the head of the audit trail is missing or damaged", database.path());
    }
    head.seq = find.integer(0);
    std::ranges::copy(find.blob(1), head.hash.begin());
    return head;
}

Result<void> AuditTrail::append(ledger::Database& database, AuditEntry entry) {
    const AuditHead before = TRY(head(database));
    entry.seq = before.seq + 1;
    const AuditHash hash = chained(before.hash, entry);
    ledger::Statement insert =
        TRY(database.prepare("INSERT INTO audit VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)"));
    int parameter = 0;
    for (int64_t number : {entry.seq, entry.at, entry.account, entry.post, entry.unit,
                           static_cast<int64_t>(entry.action)}) {
        insert.bind(++parameter, number);
    }
    insert.bind(++parameter, entry.what);
    insert.bind(++parameter, entry.reason);
    insert.bind_blob(++parameter, hash);
    TRY(insert.run());
    ledger::Statement move = TRY(database.prepare("UPDATE audit_head SET seq = ?1, hash = ?2"));
    move.bind(1, entry.seq);
    move.bind_blob(2, hash);
    return move.run();
}

Result<std::vector<AuditEntry>> AuditTrail::read(ledger::Database& database, int64_t before,
                                                 size_t limit) {
    ledger::Statement list = TRY(database.prepare(
        fmt::format("SELECT {} FROM audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2", kColumns)));
    list.bind(1, before == 0 ? INT64_MAX : before);
    list.bind(2, static_cast<int64_t>(limit));
    std::vector<AuditEntry> entries;
    while (TRY(list.step())) entries.push_back(read_entry(list));
    return entries;
}

Result<std::vector<ledger::Finding>> AuditTrail::verify(ledger::Database& database) {
    std::vector<ledger::Finding> findings;
    ledger::Statement all =
        TRY(database.prepare(fmt::format("SELECT {} FROM audit ORDER BY seq", kColumns)));
    AuditHead at;
    while (TRY(all.step())) {
        const AuditEntry entry = read_entry(all);
        if (entry.seq != at.seq + 1) {
            findings.push_back(
                finding(entry.seq, "之前的留痕记录缺失", "entries before it are gone"));
        }
        const AuditHash hash = chained(at.hash, entry);
        if (!std::ranges::equal(hash, all.blob(8))) {
            findings.push_back(finding(entry.seq, "留痕记录被改动过", "the entry was altered"));
        }
        // On with what is stored: one alteration is told once.
        at.seq = entry.seq;
        at.hash = {};
        if (all.blob(8).size() == at.hash.size()) std::ranges::copy(all.blob(8), at.hash.begin());
    }
    const auto last = head(database);
    if (!last || !(*last == at)) {
        findings.push_back(finding(at.seq, "末尾的留痕记录缺失", "entries after it are gone"));
    }
    return findings;
}

}  // namespace yitao::access
