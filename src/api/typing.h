// What people typed, read as an import reads it: texts of a row's fields → fields, or remarks.
//
//     Typed typed = TRY(typed_of(call, ledger, {{"birth_date", "1946.10.3"}}));
//     if (!typed.remarks.empty()) return refused(call, ledger, typed.remarks);
#pragma once

#include <map>
#include <span>
#include <vector>

#include "api/row_view.h"
#include "intake/field_reader.h"

namespace yitao::api {

class Typing {
  public:
    // Both must outlive it.
    Typing(const Call& call, const SeenLedger& ledger);
    // Of a column that can be typed; kInvalid.
    [[nodiscard]] Result<size_t> column(std::string_view id) const;
    // Blank with a refusal among the remarks where it cannot be read as the column's type.
    Result<ledger::Field> read(size_t column, const json::value& typed,
                               std::vector<ledger::Remark>& remarks);

  private:
    const Call& call_;
    const SeenLedger& ledger_;
    intake::ReadContext context_;
    std::map<size_t, intake::FieldReader> readers_;
};

struct Typed {
    std::vector<size_t> columns;
    std::vector<ledger::Field> fields;
    std::vector<ledger::Remark> remarks;  // refusals only
};

Result<Typed> typed_of(const Call& call, const SeenLedger& ledger, const json::object& fields);
// 422, with the first refusal in front and all remarks behind.
http::Response refused(const Call& call, const SeenLedger& ledger,
                       std::span<const ledger::Remark> remarks);

}  // namespace yitao::api
