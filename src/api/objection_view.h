// Objections as one reader may see them; shared by their own routes and by the work of the day.
#pragma once

#include <vector>

#include "api/row_view.h"
#include "site/objections.h"

namespace yitao::api {

// Of rows that stand under what the post sees, and those it raised, in their order; none where the
// packs are too old.
Result<std::vector<site::Objection>> seen_objections(const Call& call);
// Whether the post owns the fact that is objected to; so it answers.
bool may_answer(const Call& call, const site::Objection& objection);
// Who raised it or must answer reads what should stand there in full.
Result<json::object> objection_json(const Call& call, const site::Objection& objection);

}  // namespace yitao::api
