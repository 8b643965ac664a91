#include "core/query/hydration.hpp"

#include <algorithm>

#include "core/query/detail/cold_store.hpp"
#include "core/query/detail/hydration_record.hpp"
#include "core/query/key_text.hpp"

namespace quern::query {
namespace {

EncodedData encode(const Codecs& codecs, const Data& data, const DataType* type) {
  const auto* codec = data ? codecs.find(type) : nullptr;
  if (!codec) return {};
  return {.type = codec->name, .version = codec->version, .bytes = codec->encode(data)};
}

void write(RecordWriter& writer, const EncodedData& data) {
  writer.text(data.type);
  writer.number(data.version);
  writer.text(data.bytes);
}

EncodedData read_data(RecordReader& reader) {
  EncodedData data;
  data.type = reader.text();
  data.version = static_cast<int>(reader.number());
  data.bytes = reader.text();
  return data;
}

void write_meta(RecordWriter& writer, const Meta& meta) { writer.text(meta ? Key({KeyPart(*meta)}).to_string() : ""); }

Result<Meta> read_meta(RecordReader& reader) {
  const auto text = reader.text();
  if (text.empty()) return Meta{};
  const auto key = parse_key(text);
  const auto* object = key && key->parts().size() == 1 ? std::get_if<KeyObject>(&key->parts()[0].value()) : nullptr;
  if (!object) return fail(ErrorKind::decode, "no meta");
  return std::make_shared<const KeyObject>(*object);
}

// Members and initializers are read in their order.
Result<AnyData> decode(const Codecs& codecs, const EncodedData& data) {
  const auto* codec = codecs.find(data.type);
  if (!codec) return fail(ErrorKind::decode, "nobody reads \"" + data.type + '"');
  if (codec->version != data.version) return fail(ErrorKind::decode, "another version of \"" + data.type + '"');
  auto decoded = codec->decode(data.bytes);
  if (!decoded) return fail(std::move(decoded.error()));
  return AnyData{std::move(*decoded), codec->type};
}

}  // namespace

namespace detail {

TimePoint from_wall(Scheduler& scheduler, WallTime time) {
  const auto now = scheduler.wall_now();  // what was stored may be any number: none is older than 1970
  return scheduler.now() - (now - std::clamp(time, std::min(WallTime{}, now), now));
}
WallTime to_wall(Scheduler& scheduler, TimePoint time) { return scheduler.wall_now() - (scheduler.now() - time); }

void write(RecordWriter& writer, const DehydratedQuery& query) {
  writer.text(query.key.to_string());
  query::write(writer, query.data);
  writer.number(query.updated_at.time_since_epoch().count());
  writer.number(query.is_invalidated ? 1 : 0);
  write_meta(writer, query.meta);
}

void write(RecordWriter& writer, const DehydratedMutation& mutation) {
  writer.text(mutation.key.to_string());
  query::write(writer, mutation.variables);
  query::write(writer, mutation.context);
  writer.text(mutation.scope);
  writer.number(mutation.submitted_at.time_since_epoch().count());
  writer.number(mutation.failure_count);
  write_meta(writer, mutation.meta);
}

Result<DehydratedQuery> read_query(RecordReader& reader) {
  auto key = parse_key(reader.text());
  if (!key) return fail(std::move(key.error()));
  DehydratedQuery query;
  query.key = *key;
  query.data = read_data(reader);
  query.updated_at = WallTime{Duration{reader.number()}};
  query.is_invalidated = reader.number() != 0;
  auto meta = read_meta(reader);
  if (!meta) return fail(std::move(meta.error()));
  query.meta = std::move(*meta);
  if (!reader.is_good()) return fail(ErrorKind::decode, "cut off");
  return query;
}

Result<DehydratedMutation> read_mutation(RecordReader& reader) {
  auto key = parse_key(reader.text());
  if (!key) return fail(std::move(key.error()));
  DehydratedMutation mutation;
  mutation.key = *key;
  mutation.variables = read_data(reader);
  mutation.context = read_data(reader);
  mutation.scope = reader.text();
  mutation.submitted_at = WallTime{Duration{reader.number()}};
  mutation.failure_count = static_cast<int>(reader.number());
  auto meta = read_meta(reader);
  if (!meta) return fail(std::move(meta.error()));
  mutation.meta = std::move(*meta);
  if (!reader.is_good()) return fail(ErrorKind::decode, "cut off");
  return mutation;
}

}  // namespace detail

// ---- a state as bytes

std::string DehydratedState::to_bytes() const {
  RecordWriter writer;
  writer.number(static_cast<std::int64_t>(queries.size()));
  for (const auto& query : queries) detail::write(writer, query);
  writer.number(static_cast<std::int64_t>(mutations.size()));
  for (const auto& mutation : mutations) detail::write(writer, mutation);
  return seal('s', writer.take());
}

Result<DehydratedState> DehydratedState::from_bytes(std::string_view bytes) {
  const auto body = unseal('s', bytes);
  if (!body) return fail(body.error());
  RecordReader reader{*body};
  auto queries = read_list(reader, &detail::read_query);
  if (!queries) return fail(std::move(queries.error()));
  auto mutations = read_list(reader, &detail::read_mutation);
  if (!mutations) return fail(std::move(mutations.error()));
  if (!reader.is_at_end()) return fail(ErrorKind::decode, "more than a state");
  return DehydratedState{.queries = std::move(*queries), .mutations = std::move(*mutations)};
}

// ---- from a client

std::optional<DehydratedQuery> dehydrate(const Query& query, const Codecs& codecs, Scheduler& scheduler) {
  auto data = encode(codecs, query.state().data, query.type());
  if (data.type.empty()) return std::nullopt;
  return DehydratedQuery{.key = query.key(),
                         .data = std::move(data),
                         .updated_at = detail::to_wall(scheduler, query.state().updated_at),
                         .is_invalidated = query.state().is_invalidated,
                         .meta = query.meta()};
}

std::optional<DehydratedMutation> dehydrate(const Mutation& mutation, const Codecs& codecs, Scheduler& scheduler) {
  const auto& state = mutation.state();
  auto variables = encode(codecs, state.variables, mutation.variables().type);
  if (variables.type.empty()) return std::nullopt;
  return DehydratedMutation{.key = mutation.key(),
                            .variables = std::move(variables),
                            .context = encode(codecs, state.context.data, state.context.type),
                            .scope = mutation.scope(),
                            .submitted_at = detail::to_wall(scheduler, state.submitted_at),
                            .failure_count = state.failure_count,
                            .meta = mutation.meta()};
}

DehydratedState dehydrate(QueryClient& client, const Codecs& codecs, const DehydrateOptions& options) {
  auto& scheduler = client.core()->runtime().scheduler;
  DehydratedState state;
  // What is still bytes goes as it is, unless somebody wants to see it first.
  const auto cold_act = options.should_take_query ? ColdAct::warm : ColdAct::leave;
  for (const auto& query : client.core()->cache().find_all({}, cold_act)) {
    const bool is_taken =
        options.should_take_query ? options.should_take_query(*query) : query->state().status == QueryStatus::success;
    if (!is_taken) continue;
    if (auto dehydrated = dehydrate(*query, codecs, scheduler)) state.queries.push_back(std::move(*dehydrated));
  }
  if (client.core()->cache().cold) {
    for (const auto& [key, entry] : ColdStore::of(*client.core())->entries()) state.queries.push_back(entry.query);
  }
  for (const auto& mutation : client.find_mutations()) {
    const bool is_taken =
        options.should_take_mutation ? options.should_take_mutation(*mutation) : mutation->state().is_paused;
    if (!is_taken) continue;
    if (auto dehydrated = dehydrate(*mutation, codecs, scheduler)) state.mutations.push_back(std::move(*dehydrated));
  }
  return state;
}

// ---- into a client

void hydrate(QueryClient& client, const Codecs& codecs, const DehydratedState& state, const HydrateOptions& options) {
  const auto core = client.core();
  if (core->runtime().is_shut()) return;
  const Batch batch{core->runtime()};
  if (!state.queries.empty()) {
    const auto cold = ColdStore::of(*core);
    for (const auto& query : state.queries) cold->add(query, codecs, options.gc_time);
  }
  for (const auto& mutation : state.mutations) (void)hydrate(client, codecs, mutation);
}

std::shared_ptr<Mutation> hydrate(QueryClient& client, const Codecs& codecs, const DehydratedMutation& mutation) {
  auto& core = *client.core();
  auto& scheduler = core.runtime().scheduler;
  auto variables = decode(codecs, mutation.variables);
  if (!variables) {
    core.runtime().log(LogLevel::warning,
                       "stored mutation " + mutation.key.to_string() + ": " + variables.error().message);
    return nullptr;
  }
  AnyData context;
  if (!mutation.context.type.empty()) context = decode(codecs, mutation.context).value_or(AnyData{});
  return core.mutations().restore({.key = mutation.key,
                                   .variables = std::move(*variables),
                                   .scope = mutation.scope,
                                   .context = std::move(context),
                                   .submitted_at = detail::from_wall(scheduler, mutation.submitted_at),
                                   .failure_count = mutation.failure_count,
                                   .meta = mutation.meta});
}

}  // namespace quern::query
