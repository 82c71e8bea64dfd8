"""Tables read through the whole cascade: each kind of layout with the observations that it states, and with none."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipelines import run
from pipelines.model import Article, Observation

PUBLISHED = "2022-07-06T10:00:00+08:00"

#: name → title, text, table, and what must come out: "metric measure value operator place start end".
LAYOUTS: dict[str, tuple[str, str, str, list[str]]] = {
    "dates in rows": (
        "NIO's swap network in China",
        "NIO keeps building swap stations in China.",
        """Month | Swap stations
           May 2022 | 949
           June 2022 | 997""",
        ["battery_swap_stations total 949 nio CN 2022-05-31", "battery_swap_stations total 997 nio CN 2022-06-30"],
    ),
    "years as numbers": (
        "Xpeng's supercharging stations",
        "Xpeng's network in China over the years.",
        """Year | Supercharging stations
           2020 | 159
           2021 | 661""",
        [
            "supercharging_stations total 159 xpeng CN 2020-12-31",
            "supercharging_stations total 661 xpeng CN 2021-12-31",
        ],
    ),
    "a change beside a total": (
        "NIO's swap network in China",
        "NIO keeps building.",
        """Month | Swap stations | Change
           May 2022 | 949 | +34""",
        [
            "battery_swap_stations total 949 nio CN 2022-05-31",
            "battery_swap_stations added 34 nio CN 2022-05-01..2022-05-31",
        ],
    ),
    "what came is said over the rows": (
        "NIO's new swap stations in China",
        "The table shows the past months.",
        """NIO's new facilities | Swap stations
           May 2022 | 34
           June 2022 | 48""",
        [
            "battery_swap_stations added 34 nio CN 2022-05-01..2022-05-31",
            "battery_swap_stations added 48 nio CN 2022-06-01..2022-06-30",
        ],
    ),
    "a change from a month": (
        "NIO's swap network in China",
        "As of June 30, the network looked as in the table.",
        """Facility | Number | Change from May
           Battery swap stations | 997 | +48""",
        [
            "battery_swap_stations total 997 nio CN 2022-06-30",
            "battery_swap_stations added 48 nio CN 2022-06-01..2022-06-30",
        ],
    ),
    "the newest column first": (
        "NIO's swap network in China",
        "The table shows the progress.",
        """ | June 30, 2022 | May 31, 2022 | Change
           Battery swap stations | 997 | 949 | +48
           of which on highways | 260 | n/a | +15""",
        [
            "battery_swap_stations total 997 nio CN 2022-06-30",
            "battery_swap_stations total 949 nio CN 2022-05-31",
            "battery_swap_stations added 48 nio CN 2022-06-01..2022-06-30",
            "battery_swap_stations total 260 nio CN 2022-06-30",
            "battery_swap_stations added 15 nio CN 2022-06-01..2022-06-30",
        ],
    ),
    "parts of one whole": (
        "China's charging piles",
        "Figures of the alliance EVCIPA.",
        """Item | May 2022 | YoY
           Public charging piles | 1,419,000 | 60%
           of which DC | 613,000 | 50%
           of which AC | 806,000 | 70%""",
        [
            "charging_piles total 1419000 industry CN 2022-05-31",
            "supercharging_piles total 613000 industry CN 2022-05-31",
            "charging_piles total 806000 industry CN 2022-05-31",
        ],
    ),
    "new ones and all of them": (
        "Xpeng's charging stations",
        "Xpeng has opened the following number of charging stations in China this year.",
        """Month | New stations | Cumulative
           January | 40 | 700""",
        [
            "charging_stations added 40 xpeng CN 2022-01-01..2022-01-31",
            "charging_stations total 700 xpeng CN 2022-01-31",
        ],
    ),
    "a total of several kinds": (
        "NIO and Sinopec's stations in China",
        "What the two have built in China as of June 30.",
        """Type | Number of joint sites
           Battery swap stations | 71
           Supercharging stations | 75
           Total | 146""",
        [
            "battery_swap_stations total 71 nio CN 2022-06-30",
            "supercharging_stations total 75 nio CN 2022-06-30",
            "charging_and_swap_stations total 146 nio CN 2022-06-30",
        ],
    ),
    "what would be possible": (
        "Ionity's new parks in Norway",
        "Ionity is building fast-charging parks in Norway.",
        """Location | Chargers at opening | Chargers possible
           Oslo | 8 | 16""",
        ["charging_piles added 8 ionity Oslo"],
    ),
    "kinds under a number": (
        "NIO's battery swap stations by generation",
        "The generations of NIO's swap stations in China at the end of June.",
        """Generation | Number | Share
           First | 195 | 19.6%
           Total | 997 | 100%""",
        [
            "battery_swap_stations total 195 nio CN 2022-06-30",
            "battery_swap_stations total 997 nio CN 2022-06-30",
        ],
    ),
    "thousands said in the corner": (
        "China's public charging piles",
        "The table shows who has the most.",
        """Public charging piles ('000) | End of 2020 | End of 2021 | Change
           TELD | 207 | 252 | +45""",
        [
            "charging_piles total 207000 teld CN 2020-12-31",
            "charging_piles total 252000 teld CN 2021-12-31",
            "charging_piles added 45000 teld CN 2021-01-01..2021-12-31",
        ],
    ),
    "days of completion": (
        "NIO's network in China",
        "The table shows the state of the network as of June 30.",
        """Province | Swap stations | Completed
           Zhejiang | 118 | May 29, 2022""",
        ["battery_swap_stations total 118 nio Zhejiang 2022-06-30"],
    ),
    "posts under stations": (
        "Tesla's Superchargers in Norway",
        "The table shows Tesla's network in Norway.",
        """Quarter | Stations | Connectors
           Q1 2022 | 100 | 1,500""",
        [
            "supercharging_stations total 100 tesla NO 2022-03-31",
            "supercharging_piles total 1500 tesla NO 2022-03-31",
        ],
    ),
    "rows of new ones": (
        "Ionity's half-year figures",
        "Ionity has published figures for Norway.",
        """ | H1 2022 | H1 2021
           Stations | 40 | 31
           New stations | 4 | 3""",
        [
            "supercharging_stations total 40 ionity NO 2022-06-30",
            "supercharging_stations total 31 ionity NO 2021-06-30",
            "supercharging_stations added 4 ionity NO 2022-01-01..2022-06-30",
            "supercharging_stations added 3 ionity NO 2021-01-01..2021-06-30",
        ],
    ),
    "deadlines in rows": (
        "NIO's swap network in China",
        "This is how NIO sees its swap stations grow.",
        """Deadline | Stations
           End of 2022 | 1,300
           2025 | 4,000""",
        [
            "battery_swap_stations total 1300 nio CN ..2022-12-31",
            "battery_swap_stations total 4000 nio CN ..2025-12-31",
        ],
    ),
    "in operation and under construction": (
        "NIO in Europe",
        "NIO runs battery swap stations in two countries.",
        """Country | In operation | Under construction
           Germany | 21 | 2
           Norway | 20 | 0""",
        [
            "battery_swap_stations total 21 nio DE 2022-07-06",
            "battery_swap_stations added 2 nio DE None",
            "battery_swap_stations total 20 nio NO 2022-07-06",
        ],
    ),
    "days of opening": (
        "New Superchargers in Germany",
        "Tesla opened Supercharger stations in May, as listed below.",
        """Location | Stalls | Opened
           Hamburg | 20 | May 3""",
        ["supercharging_piles added 20 tesla Hamburg 2022-05-03"],
    ),
    "stalls that went": (
        "Tesla's Superchargers in California",
        "The table shows the changes in June.",
        """City | Stalls added | Stalls removed
           Fresno | 24 | 8""",
        [
            "supercharging_piles added 24 tesla Fresno 2022-06-01..2022-06-30",
            "supercharging_piles removed 8 tesla Fresno 2022-06-01..2022-06-30",
        ],
    ),
    "milestones with their noun": (
        "NIO's battery swap milestones",
        "NIO keeps swapping.",
        """Milestone | Date
           1 million swaps | October 5, 2020""",
        ["battery_swaps nth 1000000 nio CN 2020-10-05"],
    ),
    "words before a number": (
        "Ionity's charging stations in Norway",
        "Ionity keeps building.",
        """Year | Charging stations
           2020 | about 60
           2021 | over 70""",
        ["charging_stations total 60 ionity NO 2020-12-31", "charging_stations total 70 ionity NO 2021-12-31"],
    ),
    "an arrow down": (
        "Tesla's Supercharger stations in China",
        "The table shows Tesla's Supercharger stations.",
        """Brand | May 31 | June 30 | Change
           Tesla | 310 | 309 | ↓1""",
        [
            "supercharging_stations total 310 tesla CN 2022-05-31",
            "supercharging_stations total 309 tesla CN 2022-06-30",
            "supercharging_stations removed 1 tesla CN 2022-06-01..2022-06-30",
        ],
    ),
    "cars": (
        "NIO delivers 12,961 cars in June",
        "NIO has 997 battery swap stations.",
        """Brand | June | May
           NIO | 12,961 | 7,024""",
        [],
    ),
    "days under years": (
        "NIO's battery swaps in China",
        "The table compares the two holidays.",
        """Date | 2021 | 2022
           May 1 | 22,000 | 31,000""",
        ["battery_swaps added 22000 nio CN 2021-05-01", "battery_swaps added 31000 nio CN 2022-05-01"],
    ),
    "what is left over": (
        "China's battery swap stations",
        "The table shows the operators with the most swap stations.",
        """Operator | Swap stations
           NIO | 997
           Others | 600""",
        ["battery_swap_stations total 997 nio CN 2022-07-06"],
    ),
    "two numbers in a cell": (
        "NIO's network in China",
        "NIO has published new figures.",
        """Date | Supercharging stations (piles)
           June 30 | 458 (2,688)""",
        [
            "supercharging_stations total 458 nio CN 2022-06-30",
            "supercharging_piles total 2688 nio CN 2022-06-30",
        ],
    ),
    "operators in columns": (
        "Who has most swap stations in China?",
        "The table shows the number of battery swap stations in China.",
        """Month | NIO | Aulton
           May 2022 | 949 | 434""",
        ["battery_swap_stations total 949 nio CN 2022-05-31", "battery_swap_stations total 434 aulton CN 2022-05-31"],
    ),
    "unknown operators in rows": (
        "Germany's charging networks",
        "At the end of June 2022, this is how many fast-charging points they had in Germany.",
        """Operator | Fast-charging points | Share
           EnBW | 2,100 | 21%
           Volta Grid GmbH | 97 | 1%""",
        ["supercharging_piles total 2100 enbw DE", "supercharging_piles total 97 volta_grid DE"],
    ),
    "thousands in the heading": (
        "China's charging piles",
        "Statistics of the charging alliance as of the end of June 2022.",
        """Operator | Piles ('000)
           State Grid | 196""",
        ["charging_piles total 196000 state_grid CN"],
    ),
    "places, with a total": (
        "NIO's swap stations in Europe",
        "NIO's European swap stations as of June 30 are listed in the table.",
        """Country | Swap stations
           Norway | 3
           Germany | 1
           Total | 4""",
        [
            "battery_swap_stations total 3 nio NO 2022-06-30",
            "battery_swap_stations total 1 nio DE 2022-06-30",
            "battery_swap_stations total 4 nio Europe 2022-06-30",
        ],
    ),
    "dates in columns, metrics in rows": (
        "NIO's charging network in China",
        "NIO's network has grown.",
        """Facility | March 31 | June 30
           Swap stations | 894 | 997
           Supercharging piles | 4,100 | 4,893
           Models | 5 | 6""",
        [
            "battery_swap_stations total 894 nio CN 2022-03-31",
            "battery_swap_stations total 997 nio CN 2022-06-30",
            "supercharging_piles total 4100 nio CN 2022-03-31",
            "supercharging_piles total 4893 nio CN 2022-06-30",
        ],
    ),
    "targets in a column": (
        "NIO's plans for China",
        "NIO has plans for its swap stations.",
        """Facility | Target for the end of 2025
           Swap stations | 3,000+""",
        ["battery_swap_stations total 3000 nio CN ..2025-12-31"],
    ),
    "what the last week of a year brought": (
        "NIO's swap network in China",
        "NIO's year-end rush for swap stations.",
        """Date | Swap stations | Opened in the final week
           Dec 31, 2021 | 777 | 25""",
        [
            "battery_swap_stations total 777 nio CN 2021-12-31",
            "battery_swap_stations added 25 nio CN 2021-12-25..2021-12-31",
        ],
    ),
    "kinds in columns": (
        "Germany's public charging points",
        "On June 1, 70,000 public charging points stood in Germany, 10,000 of them fast, says the agency.",
        """Federal state | Normal | Fast | Total
           Bavaria | 9,000 | 2,000 | 11,000
           Hesse | n/a | n/a | 5,000""",
        [
            "charging_piles total 9000 industry Bavaria 2022-06-01",
            "supercharging_piles total 2000 industry Bavaria 2022-06-01",
            "charging_piles total 11000 industry Bavaria 2022-06-01",
            "charging_piles total 5000 industry Hesse 2022-06-01",
        ],
    ),
    "prices are none": (
        "NIO's charging fees in China",
        "NIO changes the prices at its swap stations.",
        """Price (RMB) | Swap stations | Supercharging stations
           Before | 380 | 320""",
        [],
    ),
    "other things are none": (
        "NIO delivers more cars",
        "NIO has 997 swap stations in China.",
        """Month | Deliveries | Sales
           May 2022 | 7,024 | 7,000
           June 2022 | 12,961 | 12,000""",
        [],
    ),
}


def stated(observation: Observation) -> str:
    start, end = observation.period_start, observation.period_end
    when = f"{end}" if start == end else f"{start or ''}..{end}"
    where = observation.place or observation.country
    return f"{observation.metric} {observation.measure} {observation.value} {observation.operator} {where} {when}"


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_states(name: str) -> None:
    title, text, cells, wanted = LAYOUTS[name]
    table = tuple(tuple(cell.strip() for cell in line.split("|")) for line in cells.splitlines())
    article = Article(
        "cnevpost", "https://example.org/", title, datetime.fromisoformat(PUBLISHED), "Asia/Shanghai", (text,), (table,)
    )
    found = [o for o in run.observe(article).observations if o.origin.startswith("t0")]
    assert len(found) == len(wanted), [stated(o) for o in found]
    for observation, want in zip(found, wanted, strict=True):
        assert stated(observation).startswith(want)
        assert observation.quote[observation.value_start : observation.value_end][:1].isdigit()
