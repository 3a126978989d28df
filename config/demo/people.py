"""The workers of the two villages: invented people in the numbers, countries and trades that were reported.

Seventeen of Ulak Paceh work in Malaysia as production operators and general workers, thirteen of
Tebing Bulang in Turkey, Bulgaria, the Emirates and Hong Kong. Nobody has a NIK, a passport number or
a telephone number that could be somebody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.models import Person

OPERATOR, GENERAL = "Operator Production", "General Worker"
SCHOOL = Person.Education.SENIOR


@dataclass(frozen=True)
class WorkerAbroad:
    """An invented worker: where he works, as what, and how many days from now the contract ends."""

    name: str
    sex: str
    born: date
    country: str
    job: str
    contract_ends: int = 400
    education: str = SCHOOL

    @property
    def employer(self) -> str:
        return f"{EMPLOYERS[self.country]}, {self.job}"


EMPLOYERS = {
    "MY": "Contoh Manufacturing Sdn Bhd",
    "TR": "Contoh Otelcilik A.S.",
    "BG": "Contoh Turizm OOD",
    "AE": "Contoh Hospitality LLC",
    "HK": "Majikan perorangan di Kowloon",
}

ULAK_PACEH = (
    WorkerAbroad("Ahmad Fauzan", "M", date(1999, 3, 2), "MY", OPERATOR),
    WorkerAbroad("Andi Kurniawan", "M", date(1997, 7, 19), "MY", OPERATOR),
    WorkerAbroad("Deni Apriansyah", "M", date(2000, 4, 11), "MY", GENERAL, contract_ends=-10),
    WorkerAbroad("Eka Lestari", "F", date(1998, 12, 5), "MY", OPERATOR),
    WorkerAbroad("Ferdi Irawan", "M", date(1996, 1, 23), "MY", GENERAL),
    WorkerAbroad("Gita Permata", "F", date(2001, 9, 14), "MY", OPERATOR, contract_ends=50),
    WorkerAbroad("Hasan Basri", "M", date(1994, 6, 30), "MY", GENERAL),
    WorkerAbroad("Indra Wijaya", "M", date(1995, 10, 8), "MY", OPERATOR),
    WorkerAbroad("Junaidi", "M", date(1993, 2, 17), "MY", GENERAL),
    WorkerAbroad("Kartika Sari", "F", date(1999, 8, 21), "MY", OPERATOR),
    WorkerAbroad("Lia Oktaviani", "F", date(2000, 10, 3), "MY", OPERATOR),
    WorkerAbroad("Mulyadi", "M", date(1992, 5, 25), "MY", GENERAL, education=Person.Education.JUNIOR),
    WorkerAbroad("Nopriansyah", "M", date(1998, 11, 12), "MY", OPERATOR),
    WorkerAbroad("Oki Setiawan", "M", date(1997, 3, 28), "MY", OPERATOR),
    WorkerAbroad("Putri Rahayu", "F", date(2002, 1, 9), "MY", OPERATOR),
    WorkerAbroad("Robi Pratama", "M", date(1996, 9, 6), "MY", GENERAL),
    WorkerAbroad("Sulastri", "F", date(1995, 4, 15), "MY", GENERAL),
)

TEBING_BULANG = (
    WorkerAbroad("Tri Wahyudi", "M", date(1997, 6, 4), "TR", "Petugas hotel"),
    WorkerAbroad("Umi Kalsum", "F", date(1999, 2, 27), "TR", "Petugas hotel"),
    WorkerAbroad("Vina Marsela", "F", date(2000, 7, 13), "TR", "Terapis spa", contract_ends=25),
    WorkerAbroad("Wahyu Hidayat", "M", date(1998, 5, 1), "BG", "Petugas dapur"),
    WorkerAbroad("Yeni Safitri", "F", date(2001, 3, 18), "BG", "Petugas kamar"),
    WorkerAbroad("Zulkarnain", "M", date(1996, 12, 22), "BG", "Petugas dapur"),
    WorkerAbroad("Asep Ridwan", "M", date(1995, 8, 9), "AE", "Pengemudi"),
    WorkerAbroad("Beni Saputra", "M", date(1997, 1, 31), "AE", "Petugas keamanan"),
    WorkerAbroad("Citra Amelia", "F", date(2000, 11, 26), "AE", "Pramusaji"),
    WorkerAbroad("Desi Ratnasari", "F", date(1998, 4, 7), "AE", "Pramusaji"),
    WorkerAbroad("Erna Wati", "F", date(1994, 9, 16), "HK", "Pengasuh lansia"),
    WorkerAbroad("Fitriani", "F", date(1993, 10, 29), "HK", "Pengasuh lansia"),
    WorkerAbroad("Heni Marlina", "F", date(1996, 2, 20), "HK", "Penata rumah tangga"),
)
