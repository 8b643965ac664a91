// A resume, its versions, and what they look like on the wire.
// Units   dates are text: "2019", "2019-03", "2019-03-14" where the day, month or year is known, else as the person wrote
//         them ("spring 2019"). version is 1, 2, 3 … of one person's resume.
// Source  contract, section 3, "resume".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/schema.hpp"

namespace quern {

struct ResumeLink {
  std::string name;
  std::string url;
  bool operator==(const ResumeLink&) const = default;
};

struct ContactInfo {
  std::string full_name;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<std::string> address;
  std::vector<ResumeLink> links;
  bool operator==(const ContactInfo&) const = default;
};

struct WorkExperience {
  std::string company;
  std::string position;
  std::optional<std::string> start_date;
  std::optional<std::string> end_date;  // absent of what is current
  std::optional<bool> is_current;
  std::optional<std::string> description;
  std::vector<std::string> responsibilities;
  std::vector<std::string> skills;
  bool operator==(const WorkExperience&) const = default;
};

struct Education {
  std::string institution;
  std::string degree;
  std::optional<std::string> field_of_study;
  std::optional<std::string> graduation_date;
  std::optional<double> gpa;
  std::vector<std::string> honors;
  std::vector<std::string> relevant_courses;
  std::vector<std::string> skills;
  bool operator==(const Education&) const = default;
};

struct Certification {
  std::string name;
  std::string issuer;
  std::optional<std::string> date_obtained;
  std::optional<std::string> expiration_date;
  std::optional<std::string> credential_id;
  bool operator==(const Certification&) const = default;
};

struct Resume {
  ContactInfo contact_info;
  std::optional<std::string> summary;
  std::vector<WorkExperience> work_experience;  // newest first, as the person ordered them
  std::vector<Education> education;
  std::vector<Certification> certifications;
  std::vector<std::string> skills;
  bool operator==(const Resume&) const = default;
};

// GET and PUT /api/resume
struct ResumeVersion {
  std::int64_t version = 0;
  Resume resume;
  WallTime created_at{};
  bool operator==(const ResumeVersion&) const = default;
};

// One of GET /api/resume/versions: without the body.
struct ResumeVersionHead {
  std::int64_t version = 0;
  WallTime created_at{};
  bool operator==(const ResumeVersionHead&) const = default;
};

// The event resume:updated.
struct ResumeUpdated {
  std::int64_t version = 0;
  bool operator==(const ResumeUpdated&) const = default;
};

// Characters of a text, items of a list.
inline constexpr std::int64_t max_resume_line = 500;
inline constexpr std::int64_t max_resume_text = 20'000;
inline constexpr std::int64_t max_resume_list = 200;

template <> struct Schema<ResumeLink> {
  static const schema::Table table;
};
template <> struct Schema<ContactInfo> {
  static const schema::Table table;
};
template <> struct Schema<WorkExperience> {
  static const schema::Table table;
};
template <> struct Schema<Education> {
  static const schema::Table table;
};
template <> struct Schema<Certification> {
  static const schema::Table table;
};
template <> struct Schema<Resume> {
  static const schema::Table table;
};
template <> struct Schema<ResumeVersion> {
  static const schema::Table table;
};
template <> struct Schema<ResumeVersionHead> {
  static const schema::Table table;
};
template <> struct Schema<ResumeUpdated> {
  static const schema::Table table;
};

}  // namespace quern
