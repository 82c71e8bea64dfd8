"""Whose chargers they are where no list knows the name, and how they are restricted: short texts read through."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipelines import run
from pipelines.model import Article, Observation

#: Text (a title may stand before `::`) and the operator of its first number.
INTRODUCED = {
    "Voltaro operates 300 charging points in Norway.": "voltaro",
    "The start-up Voltaro says its network now has 300 charging points.": "voltaro",
    "In Poland, 300 charging points are operated by Lumera Charge.": "lumera_charge",
    "Voltaro Energy B.V. has opened 20 fast charging stations. Voltaro will add 30 more.": "voltaro",
    "The Dutch charging operator Lumera is growing. It has 120 charging stations.": "lumera",
    "Lumera’s network in France consists of 1,200 charging points.": "lumera",
    "Lumera, the country's largest charging network, is growing. In May, 45 charging stations were opened.": "lumera",
    "Voltaro raises 50 million euros :: Voltaro is a start-up. So far, 60 charging stations are open.": "voltaro",
    "Ionna has 40 charging stations and Lumera 35.": "ionna",
    "A co-operative by the name of Dorfstrom Laden is building. It opened 12 charging stations.": "dorfstrom_laden",
    "Voltaro's chief executive Anna Keller wants 500 charging points by 2026.": "voltaro",
    "Voltaro came to Nairobi last year, where it performs 14,000 swaps a day.": "voltaro",
    "With its 1,000th charging station, opened on Monday, Lumera Grid has left the others behind.": "lumera_grid",
    "Battery swapping grows. Battery Lumo runs 212 swap stations in Delhi.": "battery_lumo",
    "Voltify America says that its network has 300 fast charging stations.": "voltify_america",
    "Competitor Lumera is celebrating: earlier this month, its 1,000th charge point was connected.": "lumera",
    "Of the swap stations, 1,266 are run by NIO and the remaining 109 by Hangzhou Lumo Technology.": "nio",
    "Charge+ plans 200 charging stations in Singapore.": "charge",
    "Of the swap stations, 109 belong to Hangzhou New Technology and 402 to Aulton.": "hangzhou_new_technology",
    "Lumera and NIO have networks of 29 and 41 swap stations, respectively.": "lumera",
    "Shell's Voltaro runs 300 charging points.": "shell",
    "Voltaro Mutual, the battery swapping arm of Geely Holding, said 20 swap stations had opened.": "geely",
    "QIJI Energy had 150 battery swap stations.": "catl",
    "Electrify America (EA) is growing. EA opened 20 chargers in May.": "electrify_america",
    "Lumera competes with Geely's Zeekr. Lumera operates 40 battery swap stations.": "lumera",
    "Lumera Voltana, in which SAIC and CATL hold stakes, had said it would have 40 swap stations.": "lumera_voltana",
    "BYD signed agreements with Lumera and Xiaoju under which 100 and 50 chargers, respectively, will come.": "byd",
    "The Geely-backed brand Zeekr sells cars. It opened 20 charging stations.": "zeekr",
    "The joint venture of BMW and Mercedes-Benz, Lumera, plans 1,000 charging stations by 2026.": "lumera",
    "Gridserve, which is behind the Electric Highway, has 1,600 charging points.": "gridserve",
    "Walmart is late. In June, the grocery chain pledged 500 charging points.": "walmart",
    "7-Eleven had plans. In 2021, the convenience chain pledged 500 charging points.": "7_eleven",
    "Lumera celebrated its 1,000th charging station on Monday.": "lumera",
}

#: Texts whose first number is not the named one's.
REFUSED = {
    "On 1 January, the register of the regulator E-Lumera contained 17,100 public charging points.": "industry",
    "Li Auto shrinks :: The MEGA takes 12 minutes at one of its 300 charging stations.": "li_auto",
    "Minister Anna Keller wants 300 charging points by 2025.": "industry",
    "Drivers have 300 charging points to choose from.": "industry",
    "Parliament wants 300 charging points by 2025.": "industry",
    "IONITY plans ahead :: Alpitronic delivered 200 chargers to Ionity. By now, 700 fast chargers are open.": "ionity",
    "Anna Keller said there are 300 public charging points in Germany. Keller wants 500.": "industry",
    "Harris Ranch has 98 Superchargers, and Tesla is proud of it.": "tesla",
    "Fastned grows :: In Berg Ost, 20 charging stations are open. Berg Ost has 20 charging stations.": "fastned",
    "Tesco has 2,500 charging points at its stores, run by Pod Point.": "pod_point",
    "The ministry paid for it. Germany had 120,000 public charging points on July 1.": "industry",
}

#: Text, and the segments of each number in order.
RESTRICTED: dict[str, list[list[str]]] = {
    "NIO has 12 swap stations on seven expressways.": [["highway"]],
    "NIO's charging stations :: Expressways account for 880 of the charging stations and 4,060 of the piles.": [
        ["highway"],
        ["highway"],
    ],
    "NIO built 500 swap stations together with Sinopec.": [["partner"]],
    "NIO and Sinopec have built 175 swap stations.": [["partner"]],
    "Shell opened 20 charging points at Waitrose supermarkets in the UK.": [["partner"]],
    "Private charging piles rose by 200,000, and public ones by 40,000.": [["private"], ["public"]],
    "There are 900,000 public charging piles in China. Twelve months earlier, there were 600,000.": [
        ["public"],
        ["public"],
    ],
    "NIO had 949 swap stations, with 245 of them along highways.": [[], ["highway"]],
    "NIO's private owners can use 300 charging stations.": [[]],
    "The number of public charging points for trucks in the EU stood at 600.": [["public", "truck"]],
    "Trucks are looked after by another CATL unit. It has 60 swap stations.": [["truck"]],
    "NIO had 100 second-generation swap stations. By now, it has 400 swap stations.": [["gen2"], []],
    "On motorways, where Fastned operates 168 charging stations, it is quiet.": [["highway"]],
    "Of NIO's swap stations, 40 are of the second generation and 14 of the third.": [["gen2"], ["gen3"]],
    "NIO's third-generation swap stations, the first of which opened in March, make up 169 of the total.": [
        ["gen3"],
        ["gen3"],
    ],
    "NIO and Aulton are friends. They have built 27 swap stations together.": [["partner"]],
    "NIO works with BP. The first of their joint swap stations opened in May.": [["partner"]],
    "Private charging piles built together with vehicles rose to 300,000.": [["private"]],
    "NIO built 26 swap stations together with the expressway operator.": [["partner"]],
    "NIO had 900 swap stations, a quarter of them, 225 to be exact, along highways.": [[], ["highway"]],
    "NIO (HKG: 9866) saw its self-operated charging network grow to 300 stations.": [["self_operated"]],
    "China has 900,000 public charging piles, of which DC piles represent 400,000 and AC piles 500,000.": [
        ["public"],
        ["public"],
        ["ac", "public"],
    ],
    "QIJI, a brand of CATL, is small. It operates 150 swap stations.": [["truck"]],
    "There are 1.8 million public charging piles, consisting of 700,000 DC piles and 1.1 million AC piles.": [
        ["public"],
        ["public"],
        ["ac", "public"],
    ],
    "NIO performed 900,000 battery swaps. Of these, 200,000 were completed at stations along highways.": [
        [],
        ["highway"],
    ],
    "NIO's third-generation swap stations number 1,800 and fourth-generation ones 700.": [["gen3"], ["gen4"]],
    "Tesla, whose venture with Shell builds cars, opened 40 charging stations.": [[]],
    "China has 4.9 million charging piles. Leave out the private ones and there remain 1.7 million.": [[], ["public"]],
    "Excluding public ones, Norway has 300,000 charging points.": [["private"]],
    "Private wallboxes number 1.2 million, ten times as many as public points, of which there are 120,000.": [
        ["private"],
        ["public"],
    ],
    "Along the E39, Tesla has 12 charging stations.": [["highway"]],
    "Along I-80, which crosses Nebraska, Tesla has 14 charging stations.": [["highway"]],
    "NIO tested 20 charging stations on the G9.": [[]],
    "Charging is possible in 900 motorway service areas, providing 2,600 charging piles.": [["highway"], ["highway"]],
    "NIO had 777 swap stations, 205 of them along highways, while those who plug in had 626 charging stations offering"
    " 3,404 charging piles.": [[], ["highway"], [], []],
    "Ample's 12 swap stations in Madrid serve Uber drivers.": [[]],
    "Norway: more public charging points :: There are new figures on the public charging points in Norway. The"
    " register lists 9,000 charging points.": [["public"]],
    "On motorways, queues are rare. Fastned has 30 charging stations next to one.": [["highway"]],
    "Of the service areas on highways, 300 offer charging, with 1,300 charging piles between them.": [
        ["highway"],
        ["highway"],
    ],
    "NIO has 30 swap stations on motorways. In Oslo, 12 charging piles are there.": [["highway"], []],
    "Around 400 swap stations of NIO stand in service areas or close to them.": [[]],
    "Beyond the motorways, NIO runs 1,600 swap stations.": [[]],
    "NIO built 340 highway swap stations and 274 urban ones.": [["highway"], ["urban"]],
    "Ionity, known for its motorway sites, has opened 30 charging parks in city centres.": [["urban"]],
    "Along motorways, Fastned has 60 charging stations; another 40 are found in cities.": [["highway"], ["urban"]],
    "China has 9 million charging piles. The private ones, which grow fast, make up 6 million.": [[], ["private"]],
    "China has 9 million charging piles, public and private combined.": [[]],
    "NIO has 900 swap stations, a quarter of which (225) stand along highways.": [[], ["highway"]],
    "Norway has 20,000 public chargers, including 9,000 fast ones.": [["public"], ["public"]],
    "Along expressways, things differ. There, 300 swap stations was the goal of NIO.": [["highway"]],
    "In Pennsylvania, 900 charging points were installed across 67 counties.": [[]],
    "NIO has 310 swap stations in counties of China.": [["county"]],
    "NIO and Shell agreed on a partnership under which 100 swap stations are to be built.": [["partner"]],
    "NIO's partners run 300 of the swap stations.": [["partner"]],
    "The mall owner Vellinco hosts 120 of Allego's charging points.": [["partner"]],
    "Together with those in garages, China has 4 million charging piles.": [[]],
    "NIO has 900 swap stations, not a few of which – 176, to be exact – sit along highways.": [[], ["highway"]],
    "China has 2 million public charging piles. Alternating current is supplied by 1.2 million of these.": [
        ["public"],
        ["ac", "public"],
    ],
    "The first 30 PSS 4.0 stations of NIO opened in June.": [["gen4"]],
    "NIO has 900 self-built swap stations, and Aulton operates 300 more.": [["self_operated"], []],
    "NIO has teamed up with Sinopec to build 100 swap stations.": [["partner"]],
    "NIO has 90 swap stations. Heavy trucks use 30 of these. In March, it had 37.": [[], ["truck"], []],
    "NIO has 900 swap stations, 200 of them on motorways; another 60 are located in Sweden.": [[], ["highway"], []],
}


def read(text: str) -> list[Observation]:
    title, _, body = text.rpartition(" :: ")
    when = datetime.fromisoformat("2022-07-06T10:00:00+08:00")
    article = Article("cnevpost", "https://example.org/", title, when, "Asia/Shanghai", (body,))
    return [o for o in run.observe(article).observations if o.origin != "title"]


@pytest.mark.parametrize("text", INTRODUCED)
def test_an_operator_that_no_list_knows_is_introduced_by_its_sentence(text: str) -> None:
    assert [o.operator for o in read(text)][:1] == [INTRODUCED[text]]


@pytest.mark.parametrize("text", REFUSED)
def test_people_places_suppliers_and_hosts_are_no_operators(text: str) -> None:
    assert [o.operator for o in read(text)][:1] == [REFUSED[text]]


@pytest.mark.parametrize("text", RESTRICTED)
def test_restrictions_hold_for_what_they_restrict(text: str) -> None:
    assert [list(o.segment) for o in read(text)] == RESTRICTED[text]
