"""The date before a number: the nearest in its clause, as far as no other clause, aside or figure has it."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import STOPS, Parsed
from pipelines.join.date_behind import RELATIVE, SAYERS, SETS, demonstrative, of_next_number
from pipelines.join.date_shared import date_shared_behind
from pipelines.join.dates import Dated, contrasted, dated, said_on, set_against
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.join.tense import tense
from pipelines.join.verb_words import infinitive, past
from pipelines.model import When
from pipelines.rules import Answer, rule


@rule(
    "As of July 5, NIO had 896 supercharging stations and [778] destination charging stations => 2022-07-05",
    "In May NIO opened [34] swap stations => 2022-05-01",
    "In 2021, NIO had 300 swap stations. Since the beginning of the year, it has opened [62]. => added 2022-01-01 2022-07-06",
    "The south of Norway started 2022 with just [11] swap stations of NIO and can now offer 20. => 2022-01-01",
    "In June 2022 NIO opened 34 swap stations (May: [29]) => 2022-05-01 2022-05-31",
    "In the June quarter, NIO opened [120] swap stations => 2022-04-01 2022-06-30",
    "At the half-year mark, NIO had [949] swap stations => 2022-06-30",
    "In three years' time, NIO wants to have [4,000] swap stations => 2025-07-06",
    "NIO ended the quarter with [949] swap stations => total 2022-06-30",
    "By the end of the financial year 2024-25, Tata Power wants [10,000] chargers in India => 2025-03-31",
    "The three months from March onwards brought NIO [140] swap stations => 2022-03-01 2022-05-31",
    "From May to June, the number of NIO's swap stations in China rose from [900] to 949 => total 2022-04-30",
    "June had closed with [949] NIO swap stations in China => 2022-06-30",
    "A year ago the total of NIO's swap stations was [304] => 2021-07-06",
    "During the National Day holiday, NIO's stations performed [600,000] swaps => added 2021-10-01 2021-10-07",
    "With 30 swap stations added in May, NIO's network in Norway has grown to [45] swap stations => 2022-05-31",
    "NIO opened 12 swap stations last week. At the end of the week before, there were [951] swap stations. => 2022-06-26",
    "NIO had 900 swap stations at the end of May. In April it then had [880] swap stations. => 2022-04-30",
    "In 2020, NIO built 110 swap stations in China and finished the year with [177] => 2020-12-31",
    "In March 2020, NIO had 120 swap stations in China. In July, it had [143]. => 2020-07-31",
    "2020: By the end of June, NIO runs [140] swap stations => 2020-06-30",
    "In March 2020, NIO raised its target for the year to [180] swap stations => planned 2020-12-31",
    "The May Day holiday began on April 30 and ended on May 4. Over the five days, NIO performed [200,000] swaps. => added 2022-04-30 2022-05-04",
    "By the eve of the Spring Festival, there were [836] NIO swap stations => total 2022-01-30",
    "In two years, NIO wants to have [4,000] swap stations => total 2024-07-06",
    "On the first day of July, NIO opened [six] swap stations => added 2022-07-01 2022-07-01",
    "NIO opened its first swap station in May 2018. A year later it had [60]. => 2019-05-31",
    "NIO had 60 swap stations in May 2019. In July of the next year it had [140]. => 2020-07-31",
    "Since the start of the year, the number of NIO's swap stations has risen from [777] to 930 => total 2022-01-01",
    "In January 2021, NIO's [200th] swap station followed, in July the 350th => nth 2021-01-01 2021-01-31",
    "The day before the May Day holiday, NIO opened its [900th] swap station => nth 2022-04-29",
    "In the fourth quarter of 2021, NIO built 111 swap stations, and in the third [140] => added 2021-07-01 2021-09-30",
    "NIO's stations performed 3.4 million swaps in the first quarter. A year ago they had numbered [3.0 million]. => added 2021-01-01 2021-03-31",
    "For this year as a whole, NIO expects [200] new swap stations, for next year 250 => added planned 2022-12-31",
    "NIO performed 5.3 million swaps in June, up from May's [4.7 million] => added 2022-05-01 2022-05-31",
    "At the beginning of June, swap station number [950] of NIO went live => nth 2022-06-01 2022-06-10",
    "In the corresponding quarter of 2021, NIO opened [24] swap stations => added 2021-07-01 2021-09-30",
    "In 2021's final three months, NIO opened [240] swap stations => added 2021-10-01 2021-12-31",
    "May brought NIO [seven] swap stations in Norway and June three => added 2022-05-01 2022-05-31",
    "From January 1 onward, NIO has opened [45] swap stations in Norway => added 2022-01-01 2022-07-06",
    "In the ten days before the Spring Festival, NIO opened [22] swap stations => added 2022-01-21 2022-01-30",
    "Through the first five months, NIO opened [24] swap stations => added 2022-01-01 2022-05-31",
    "NIO opened its first swap station in Norway in May and has since added [two] => added 2022-05-01 2022-07-06",
    "At the end of June, NIO had 949 swap stations. In the same period last year, it had [301]. => total 2021-06-30",
    "Mark the middle of July. That's when NIO will open [three] swap stations in Norway. => planned 2022-07-20",
    "NIO had 777 swap stations when 2021 ended. By the same time this year, there will be [1,300]. => planned 2022-12-31",
    "NIO opened swap stations in Oslo on Monday. On the same day, Monday, it opened [two] in Bergen. => 2022-07-04",
    "On Wednesday last week, NIO opened [three] swap stations in Oslo => added 2022-06-29",
    "In the five months from January to May, NIO opened [24] swap stations => added 2022-01-01 2022-05-31",
    "NIO raised its 2022 target to [1,300] swap stations in February => planned 2022-12-31",
    "NIO opened a swap station in Oslo on Monday, giving it [seven] in Norway => total 2022-07-04",
    "NIO had 949 swap stations at the end of June. A year ago on the same date, it had [301]. => total 2021-06-30",
    "Since January, NIO has added 172 swap stations. At the end of the month it had [949]. => total 2022-06-30",
    "NIO began 2021 with [300] swap stations and ended it with 777 => total 2021-01-01",
    "NIO began 2021 with 300 swap stations and ended it with [777] => total 2021-12-31",
    "The May Day holiday began on April 30 and ended on May 4. On the first two days of the holiday, NIO performed [60,000] swaps. => 2022-04-30 2022-05-01",
    "From April 30 to May 4, NIO performed 200,000 swaps. On the first day alone, it was [50,000]. => added 2022-04-30 2022-04-30",
    "In the spring quarter, NIO opened [120] swap stations => added 2022-04-01 2022-06-30",
    "In May '22, NIO opened [24] swap stations => added 2022-05-01 2022-05-31",
    "In 2022 Q1, NIO opened [48] swap stations => added 2022-01-01 2022-03-31",
    "Summer 2021 saw NIO open [120] swap stations => added 2021-06-01 2021-08-31",
    "In the first quarter, which ended on March 31, NIO opened [48] swap stations => added 2022-01-01 2022-03-31",
    "In the remaining six months of the year, NIO will open [360] swap stations => added planned 2022-07-07 2022-12-31",
    "Chargers in India :: In the last financial year, Tata Power added [900] charging points in India => added 2021-04-01 2022-03-31",
    "In 2019 and 2020 together, when it was [80] swap stations that opened, NIO was busy => 2019-01-01 2020-12-31",
    "In the May Day holiday of 2022, NIO performed 200,000 swaps. The corresponding day of 2021, May 1, had seen [30,000]. => added 2021-05-01 2021-05-01",
    "The May Day holiday began on April 30 and ended on May 4. Ahead of the holiday, NIO opened [24] swap stations. => added 2022-04-29",
    "At the end of June, NIO had 949 swap stations. A year ago, there had been [301]. => total 2021-06-30",
    "NIO went into the May Day holiday with 920 swap stations and came out of it with [930] => total 2022-05-04",
    "NIO had 777 swap stations at the end of 2021, the year in which [534] had been added => added 2021-01-01 2021-12-31",
    "The National Day holiday begins on October 1. Before that, NIO will open [30] swap stations. => added planned 2022-09-30",
    "In 2021, NIO performed 4 million swaps, in January and February of this year already [1.1 million] => 2022-01-01 2022-02-28",
    "In the financial year that ended in April, NIO opened [480] swap stations => added 2021-05-01 2022-04-30",
    "At the half-year point of 2021, NIO had [301] swap stations => total 2021-06-30",
    "A year ago at Spring Festival, NIO had [180] swap stations => total 2021-02-17",
    "In the first six months of 2021, NIO opened 120 swap stations, in those of 2020 [60] => added 2020-01-01 2020-06-30",
    "With June over, NIO counts [949] swap stations in China => total 2022-06-30",
    "July has so far brought NIO [15] swap stations => added 2022-07-01 2022-07-06",
    "In just three months, NIO opened [120] swap stations => added 2022-04-07 2022-07-06",
    "Five months into the year, NIO has opened [120] swap stations => 2022-05-31",
    "Over the next year and a half, NIO will open [600] swap stations => added planned 2022-07-06 2024-01-06",
    "June's end brought NIO's network to [949] swap stations => total 2022-06-30",
    "At the same time last year, NIO had [301] swap stations => total 2021-07-06",
    "In 2Q22, NIO opened [140] swap stations => added 2022-04-01 2022-06-30",
    "NIO opened 140 swap stations in the second quarter and, in the three months before that, [120] => 2022-01-01 2022-03-31",
    "Going into July, NIO had [949] swap stations in China => total 2022-07-01",
    "NIO opened 31 swap stations in May, which is fewer than in April ([44] stations) => added 2022-04-01 2022-04-30",
    "In the seven days up to and including Sunday, NIO opened [17] swap stations => added 2022-06-27 2022-07-03",
    "Students made up a third of all swaps at NIO last month, which totaled [640,000] => battery_swaps added 2022-06-01",
    "Oslo and Bergen got the first NIO swap stations in the summer of 2021, [two] in the former and one in the latter => 2021-06-01 2021-08-31",
    "Before the Spring Festival on February 1, NIO is to open [three] swap stations in Norway => added planned 2023-02-01",
    "By midnight on June 30, NIO had completed [9,876,543] battery swaps => total 2022-06-30",
    "In the week before last, NIO opened [three] swap stations => added 2022-06-20 2022-06-26",
    "In the first quarter, NIO opened 48 swap stations. The second brought another [60]. => added 2022-04-01 2022-06-30",
    "This summer, NIO opens [twelve] swap stations in Norway => added planned 2022-08-31",
    refuses=[
        "Norway, where NIO started at the end of 2021, has [12] of its swap stations",
        "NIO entered Norway in 2021 and has [45] swap stations there",
    ],
)
def date_ahead(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """The nearest date before the number in its clause."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    owner = parsed.spans[claim.at - 2].value if claim.at > 1 and parsed.word(claim.at - 1) in ("'s", "’s") else None
    if isinstance(owner, When) and owner.unit != "none":
        return Answer(Dated(claim.at - 2, owner, "in"), parsed.text(claim.at - 2))  # "up from August's 4.72 million"
    before = parsed.spans[start - 1].value if start and parsed.word(start) == "(" else None
    if isinstance(before, When) and before.unit != "none" and not parsed.has("date", start=start, end=claim.at + 6):
        return Answer(
            Dated(start - 1, before, parsed.word(start - 2)), parsed.text(start - 1)
        )  # "in Q1 (269 stations)"
    of_which = " ".join((parsed.word(claim.at + 1), parsed.word(claim.at + 2))).startswith("of which") or (
        "of which" in parsed.words[max(0, claim.at - 5) : claim.at]
    )
    dated_before = [each for each in memory.same_sentence(claim) if each.observation.date_basis == "text"]
    if of_which and dated_before:
        return None  # a part has the day of its whole
    if claim.how == "of_them" and dated_before:
        start = max(start, dated_before[0].claim.at)  # "in May, 41 were added from May 4 on, 23 of them in Oslo"
    if parsed.word(claim.at - 1) == ":" and parsed.word(claim.at - 3) in ("(", "", ";", ","):
        start = max(0, claim.at - 2)  # "(May: 29)"
    within = range(start, claim.at)
    for i in reversed(within if _TURNS & parsed.said else list(parsed.of_kind("date", start=start, end=claim.at))):
        if parsed.word(i) == "when" and i > 1 and all(parsed.word(k) != "," for k in range(i, claim.at)):
            head = i - 2 if parsed.word(i - 1) == "," else i - 1
            head -= parsed.word(head) in ("together", "combined", "alone")
            when = parsed.spans[head].value
            if isinstance(when, When) and when.unit != "none":
                lead = "on" if when.unit in ("day", "weekday") else "in"
                return Answer(Dated(head, when, lead), parsed.text(head))  # "in 2023, when 288 were added"
        if parsed.word(i) == "which" and parsed.word(i - 1) in ("under", "to", "by", "through", "with", "for"):
            return None  # "signed a deal in June under which 10,000 will be built"
        if parsed.word(i) == "already" and parsed.has("date", start=start, end=min(i, start + 3)):
            continue  # "in July, there have already been seven"
        if parsed.spans[i].kind == "date":
            found = dated(parsed, i)
            if found is None or _behind_other(parsed, i, claim.at) or aside(parsed, i, claim.at):
                continue
            if contrasted(parsed, i) and not set_against(parsed, claim.at):
                continue  # "from 30 points in 2012, Oslo has come to 4,000"
            if verb.planned and decided(parsed, i):
                continue
            if said_on(parsed, i) and date_shared_behind(claim, verb, memory) is not None:
                continue  # "said on Tuesday that it had 20 stations and 90 piles at the end of June"
            if not before_today(claim, verb, i):
                return Answer(found, parsed.text(i))
    if start and parsed.word(start + 1) == "which" and claim.at - start < 5 and parsed.spans[start - 1].kind == "date":
        found = dated(parsed, start - 1)  # "the sessions last month, which totaled 612,000"
        return Answer(found, parsed.text(start - 1)) if found is not None else None
    return None


#: Words that the way back to a date may not pass over.
_TURNS = frozenset({"when", "which", "already"})


def decided(parsed: Parsed, at: int) -> bool:
    """ "Approved a plan in February to install 40,000": the day of a decision, between a verb of the past and its aim."""
    start, _ = parsed.bounds(at)
    aim = parsed.word(at + 1) == "to" and infinitive(parsed, at + 1)
    return aim and any(
        start <= g.start < at and g.form in ("finite", "ed") and past(parsed.word(g.at).split()[0])
        for g in parsed.verbs
    )


#: Words that begin a clause about what led to the present: "after adding 38 in June, it has 1,000".
LEADING = ("after", "with", "having", "following", "since", "thanks")


def before_today(claim: Claim, verb: Governor, at: int) -> bool:
    """True where a clause of what went before holds the date, and the number's own verb speaks of today."""
    parsed = claim.parsed
    comma = next((k for k in range(at + 1, claim.at) if parsed.word(k) == ","), None)
    found = dated(parsed, at)
    if found is not None and (found.lead == "since" or (found.lead == "with" and found.when.edge == "end")):
        return False
    if comma is not None and parsed.word(0) == "having" and at < comma:
        return True
    if comma is None or tense(claim, verb) not in ("present", "perfect") or verb.planned or verb.verb == "reach":
        return False
    head = next((k for k in range(at - 1, -1, -1) if parsed.word(k) == ","), -1) + 1
    inside = [parsed.word(k) for k in range(head, at)]
    led = any(word.split(" ")[0] in LEADING for word in inside[:5])
    return led and "since" not in inside[-2:] and (any(w.endswith(("ing", "ed")) for w in inside) or len(inside) < 2)


def aside(parsed: Parsed, at: int, number: int) -> bool:
    """True where the date is inside an aside that ends before the number: "Beijing, where it began in 2016, has 190"."""
    commas = [k for k in range(at + 1, number) if parsed.word(k) == ","]
    if not commas:
        return _of_other_verb(parsed, at, number)
    for k in range(at - 1, max(-1, at - 25), -1):
        if parsed.word(k) in STOPS:
            return False
        if parsed.word(k) == ",":
            return (
                parsed.word(k + 1).endswith("ed") and parsed.spans[k + 1].kind == "word"
            )  # "Tesla, founded in 2003, has 38"
        if parsed.word(k) in RELATIVE and parsed.word(k) != "when" and not demonstrative(parsed, k):
            says = parsed.word(k) == "that" and parsed.spans[k - 1].kind in SAYERS
            reach = 5 if parsed.word(k) in ("which", "that") else 2  # "which in China last until", not "where it began"
            return not says and not any(parsed.word(j) in SETS for j in range(k + 1, min(at, k + reach)))
    return False


def _of_other_verb(parsed: Parsed, at: int, number: int) -> bool:
    """ "Drivers who set out on October 1 will find 40,600": the date of a relative clause that the main verb follows."""
    who = next((k for k in range(at - 1, max(-1, at - 10), -1) if parsed.word(k) in ("who", "which", "that")), None)
    if who is None or demonstrative(parsed, who) or parsed.spans[who - 1].kind in SAYERS or parsed.word(who - 1) == ",":
        return False
    return at - who > 1 and any(at < g.start < number and g.form == "finite" for g in parsed.verbs)


def of_verb_before(claim: Claim, verb: Governor, at: int) -> bool:
    """ "Entered Germany in 2023 and has 25 stations there": the date of a past verb, behind which "and" leads to today's."""
    parsed = claim.parsed
    if (
        verb.at is None
        or verb.at < at
        or verb.planned
        or claim.ordinal
        or verb.verb != "have"
        or tense(claim, verb) != "present"
    ):
        return False
    if not any(parsed.word(k) in ("and", "but", ";") for k in range(at + 1, min(verb.at, at + 4))):
        return False
    for k in range(at - 1, max(-1, at - 7), -1):
        if parsed.word(k) in (",", ";") or parsed.spans[k].kind in ("number", "credit"):
            return False
        if parsed.spans[k].kind in ("word", "verb", "act", "plan") and past(parsed.word(k).split()[0]):
            return True
    return False


def _behind_other(parsed: Parsed, at: int, number: int) -> bool:
    """True where the date stands behind another number of the clause: it is that one's date."""
    shared = parsed.word(number - 1) == "," and not parsed.has("verb", start=at, end=number)
    kinds = ("number",) if shared else ("number", "ordinal")  # "got the first sites in summer, two in Oslo"
    numbers = [k for k in parsed.of_kind(*kinds, end=at) if not parsed.other_thing(k)]
    if numbers and number - at <= 3 and of_next_number(parsed, at, numbers[-1]):
        return False
    if not numbers or parsed.clauses[numbers[-1]] != parsed.clauses[at]:
        return False
    apart = [k for k in range(numbers[-1], at) if parsed.word(k) == ","]
    if apart and at - apart[-1] <= 3:
        return False  # "4.3 million to date, in July at a rate of 11,000"
    if at - numbers[-1] >= 10:
        return False
    verbs = [k for k in range(at, number) if parsed.spans[k].kind in ("verb", "link")]
    return not verbs or (
        parsed.word(verbs[0] - 1) == "and" and parsed.word(verbs[0]) in ("has", "have", "is", "are")
    )  # "put 30 into service in the first half and has 24"
