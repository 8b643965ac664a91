// How a dehydrated query or mutation lies in a record.
#pragma once

#include "core/query/detail/record.hpp"
#include "core/query/hydration.hpp"

namespace quern::query::detail {

void write(RecordWriter& writer, const DehydratedQuery& query);
void write(RecordWriter& writer, const DehydratedMutation& mutation);
Result<DehydratedQuery> read_query(RecordReader& reader);
Result<DehydratedMutation> read_mutation(RecordReader& reader);

TimePoint from_wall(Scheduler& scheduler, WallTime time);  // no later than now
WallTime to_wall(Scheduler& scheduler, TimePoint time);

}  // namespace quern::query::detail
