// What a client knows as plain values, and back: to be kept, or sent to another process that has the same codecs.
//   const auto bytes = dehydrate(client, codecs).to_bytes();
//   if (const auto state = DehydratedState::from_bytes(bytes)) hydrate(other, codecs, *state);
// A hydrated query stays bytes until its key is asked for. Times are of the wall clock while they are away; one from the
// future, where the clock was set back meanwhile, counts as now.
// Errors are not carried: only queries whose data can be had are, as data; errors have nothing to be redacted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/query/codec.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

struct EncodedData {
  std::string type{};  // the codec's name; "" is nothing
  int version = 0;
  std::string bytes{};
  bool operator==(const EncodedData&) const = default;
};

struct DehydratedQuery {
  Key key{};
  EncodedData data{};
  WallTime updated_at{};
  bool is_invalidated = false;
  Meta meta{};
};

struct DehydratedMutation {
  Key key{};
  EncodedData variables{};
  EncodedData context{};
  std::string scope{};
  WallTime submitted_at{};
  int failure_count = 0;
  Meta meta{};
};

struct DehydratedState {
  std::vector<DehydratedQuery> queries{};
  std::vector<DehydratedMutation> mutations{};

  std::string to_bytes() const;
  static Result<DehydratedState> from_bytes(std::string_view bytes);  // bears any bytes
};

struct DehydrateOptions {
  SharedFunction<bool(const Query&)> should_take_query{};        // those that succeeded
  SharedFunction<bool(const Mutation&)> should_take_mutation{};  // those that are paused
};

struct HydrateOptions {
  std::optional<Duration> gc_time{};  // of a query that is still bytes: as the client's defaults for its key say
};

DehydratedState dehydrate(QueryClient& client, const Codecs& codecs, const DehydrateOptions& options = {});
// One query or mutation by itself, whatever its status; nothing where there is no data or no codec for it.
std::optional<DehydratedQuery> dehydrate(const Query& query, const Codecs& codecs, Scheduler& scheduler);
std::optional<DehydratedMutation> dehydrate(const Mutation& mutation, const Codecs& codecs, Scheduler& scheduler);

// Newer data counts; a fetch that is running goes on. Mutations are there paused: client.resume_paused_mutations() sends
// them. What cannot be read is left out with a line in the log. The codecs outlive the client.
void hydrate(QueryClient& client, const Codecs& codecs, const DehydratedState& state,
             const HydrateOptions& options = {});
// Null where it cannot be read.
std::shared_ptr<Mutation> hydrate(QueryClient& client, const Codecs& codecs, const DehydratedMutation& mutation);

}  // namespace quern::query
