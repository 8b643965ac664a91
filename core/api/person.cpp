#include "core/api/person.hpp"

namespace quern {
namespace {

constexpr schema::Field person_fields[] = {
    field<&Person::id>("id"),
    field<&Person::display_name>("display_name"),
    field<&Person::avatar_url>("avatar_url"),
    field<&Person::online>("online").or_default(),
    field<&Person::last_seen_at>("last_seen_at"),
};

}  // namespace

const schema::Table Schema<Person>::table{person_fields};

}  // namespace quern
