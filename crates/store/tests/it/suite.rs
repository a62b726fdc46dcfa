//! The checks, each on an empty registry of its own.

mod access;
mod acts;
mod cases;
mod citizens;
mod commits;
mod conflicts;
mod jobs;
mod lists;
mod loads;
mod logs;
mod programmes;
mod search;
mod submissions;
mod summaries;
mod surroundings;

use std::{future::Future, pin::Pin, sync::Arc};
use store::{Conflict, Store, StoreError, StoreResult};

pub(crate) type Check = fn(Arc<dyn Store>) -> Pin<Box<dyn Future<Output = ()> + Send>>;

macro_rules! checks {
    ($($module:ident { $($check:ident,)+ })+) => {
        pub(crate) const CHECKS: &[(&str, Check)] =
            &[$($((stringify!($check), |store| Box::pin($module::$check(store))),)+)+];
    };
}

checks! {
    commits {
        a_registration_is_there_whole_and_to_the_byte,
        a_new_version_takes_the_place_of_the_old,
        numbers_and_names_that_stay_are_kept_and_others_go,
        a_number_passes_between_households_in_one_commit,
        a_merged_household_holds_no_numbers,
        many_writers_at_once_leave_one_sound_chain,
        writers_of_one_household_at_once_all_know_who_came_first,
        what_does_not_belong_anywhere_is_refused,
        ordinals_are_never_given_twice,
    }
    conflicts {
        every_conflict_leaves_nothing_behind,
        a_commit_sent_again_changes_nothing,
        every_conflict_of_papers_leaves_nothing_behind,
        versions_follow_upon_each_other,
        commits_in_conflict_do_not_harm_those_beside_them,
        a_fault_the_engine_finds_harms_only_its_own_commit,
    }
    submissions {
        an_edit_takes_the_place_of_the_current_one_only,
        a_held_submission_is_settled_once,
        attachments_come_later_and_twice,
        submissions_are_listed_by_every_filter,
        pages_of_submissions_are_whole,
    }
    lists {
        households_are_listed_by_tehsil_latest_change_first,
        counts_follow_every_change,
        decisions_are_found_and_listed_newest_first,
    }
    loads {
        a_load_moves_on_with_its_households,
        loaded_households_are_found_by_key_and_by_household,
        a_step_that_does_not_fit_leaves_nothing_behind,
        a_load_goes_on_beside_intake,
        many_households_and_their_entries_are_found_at_once,
    }
    search {
        names_are_found_by_beginnings_of_words,
        names_in_urdu_are_found,
        common_names_are_found_too,
        households_that_came_together_are_found_and_change_alone,
    }
    logs {
        audit_entries_keep_their_order_and_their_bytes,
        entries_that_may_wait_are_there_within_a_moment,
        closing_writes_what_was_queued_and_ends_everything,
        a_text_that_cannot_be_kept_is_refused_at_once,
    }
    jobs {
        two_workers_never_get_the_same_job,
        a_job_comes_again_until_it_is_finished,
        a_failed_job_comes_later_or_never,
        a_job_put_in_twice_is_one_job,
        jobs_that_wait_and_that_failed_are_counted,
    }
    summaries {
        summaries_follow_their_households,
        summaries_are_found_by_every_filter,
        pages_of_summaries_are_whole_in_every_order,
        summaries_are_counted_by_tehsil_year_and_bracket,
        households_without_summary_are_none_where_all_came_with_one,
    }
    cases {
        cases_are_found_and_those_due_first_listed_first,
        cases_find_each_other_by_what_they_touch_while_open,
        cases_are_counted_by_state_as_they_change,
    }
    programmes {
        enrolments_are_found_listed_and_counted,
        a_household_has_a_beneficiary_as_its_enrolments_say,
    }
    citizens {
        the_latest_answer_about_a_number_counts,
        notices_of_the_civil_register_are_kept_and_listed,
    }
    acts {
        acts_and_their_lists_are_kept,
        a_household_is_told_a_thing_once,
        recurring_work_moves_on_once,
    }
    access {
        users_are_kept_and_their_names_are_unique,
        sessions_end_alone_together_and_by_time,
        credentials_are_found_bound_and_revoked,
    }
    surroundings {
        forms_are_published_once_and_opened_and_closed,
        areas_are_kept_by_code_and_first_day,
    }
}

/// Panics unless the call was refused for this reason.
#[track_caller]
pub(crate) fn assert_conflict<T: std::fmt::Debug>(outcome: StoreResult<T>, conflict: Conflict) {
    assert_eq!(outcome.unwrap_err(), StoreError::Conflict(conflict));
}
