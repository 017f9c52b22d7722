import type { WordTable } from './kinds.js';

/** English answers. An underscore stands for a blank. */
export const ENGLISH_WORDS: WordTable = {
  self: "i me myself i'm im we we're we'll i'll ill_be my_self i've",
  other: 'he she they my_wife my_husband my_son my_daughter my_friend my_brother',
  able: "can will could able able_to would i_can i_will i_could shall going_to gonna i'd can_definitely",
  want: "want_to would_like want wanna i'd_love_to love_to happy_to glad_to would_love_to like_to",
  firm: 'definitely surely certainly absolutely of_course for_sure',
  attend:
    "come join attend be_there make_it go participate be_in show_up help coming joining attending going there count_me_in i'm_in im_in come_along sign_me_up put_me_down on_my_way omw in",
  accept:
    "no_problem no_prob np why_not no_worries sounds_good will_do you_bet sure_thing all_good of_course_yes yes_please see_you see_you_then see_you_there see_ya wouldn't_miss_it can't_wait fine yes yas ye sure aye oui got_it_i'll_come my_pleasure confirmed confirm affirmative accept accepted can_do i'm_available let's_go im_available count_on_me you_can_count_on_me",
  good: 'ok okay okk okok kk okie okie_dokie okey_dokey roger copy_that yup yep yeah yea',
  noted: 'noted got_it received copy i_see understood',
  happy: '√',
  refuse:
    "no nope nah no_way no_thanks no_thank_you pass decline declined count_me_out i'm_out not_interested not_this_time next_time maybe_next_time negative unavailable cancel another_time not_possible impossible",
  cannot:
    "not_available unable unable_to not_able_to not_able no_time not_free can't_make_it cannot_make_it cant_make_it won't_make_it not_in_town out_of_town not_going not_coming",
  not: "not can't cannot cant won't wont don't dont isn't can_not couldn't couldnt wouldn't never",
  busy: 'busy away sick have_a_meeting have_meetings in_a_meeting ill have_class have_a_class have_classes have_an_exam have_exams have_to family_emergency flu fever hospital injured have_a_shift working at_work have_to_work travelling traveling abroad in_hospital not_well have_plans on_vacation on_holiday another_commitment prior_engagement commitment engagement appointment on_duty wedding kids_are_sick other_plans',
  perhaps:
    'maybe perhaps possibly probably might may likely could_be i_think think guess i_guess hopefully should tentative',
  unsettled:
    "to_be_confirmed tbc to_be_decided not_sure not_certain not_yet_sure depends it_depends don't_know dont_know i_don't_know idk let_me_check let_me_see will_see we'll_see will_let_you_know let_you_know tell_you_later tell_you get_back_to_you tbd not_decided undecided unsure possibly_not check_and_let_you_know maybe_not i'll_see hard_to_say can't_say cannot_say will_confirm 50/50 fifty-fifty",
  effort: "try i'll_try try_to will_try do_my_best",
  if: 'if unless',
  but: 'but however although though actually',
  now: 'now just changed_my_mind something_came_up',
  mistake: 'correction wrong_button typo i_meant i_mean',
  ask: 'can_i could_i can_you could_you do_i do_you is_it is_there will_there should_i are_there does_it who what why how which whom is_this are_you',
  query:
    "what_should_i_bring what_to_bring what_do_i_bring what_to_wear where when what_time how_long where's what's when's how_do_i how_do",
  thank: 'thanks thank_you thx thank_u many_thanks cheers ty tks thanks_a_lot thanks_for thank',
  sorry: 'sorry apologies my_apologies unfortunately',
  greet: 'hi hello hey dear good_morning please pls',
  early: 'early',
  'on-time': 'on_time punctually',
  soft: "to the a an at and be am is are it this that for with of then there's you your yours as so also too very really today tomorrow saturday sunday friday monday tuesday wednesday thursday afternoon evening all both by then about around up on some bit little team event drill asap soon time morning later",
};
