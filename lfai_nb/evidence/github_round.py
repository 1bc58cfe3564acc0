"""The requests to GitHub about one project."""

from dataclasses import dataclass, field

from lfai_nb.evidence.http.client import Client, NoAnswer, Reply
from lfai_nb.evidence.request_table import table


@dataclass(slots=True)
class Round:
    """The requests about one project: each by its name in the table, and no more than it allows."""

    web: Client
    values: dict[str, str] = field(default_factory=dict)
    spent: int = 0

    def url(self, id_: str) -> str:
        return f"{self.web.base}{table().requests[id_].target(**self.values)[0]}"

    def get(self, id_: str, *, absence_may_be_old: bool = False) -> Reply:
        most = table().hosts["github"].most
        if self.spent >= most:
            raise NoAnswer(table().failure("spent", most=most, service=self.web.service))
        self.spent += 1
        path, params = table().requests[id_].target(**self.values)
        answer = self.web.get(path, params, absence_may_be_old=absence_may_be_old)
        self.spent += answer.redirects
        return answer
