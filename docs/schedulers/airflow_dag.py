"""An Airflow DAG that calls run-due every 15 minutes. Checked to be Python, not tried with Airflow.

Airflow has its own schedule and catch-up; both are left out here, because run-due knows what is due.
Exit code 1 says that some reports failed, which the manifest names: the task is well all the same.
"""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROGRAM = "/opt/salestoolkit/bin/salestoolkit"
SCHEDULE = "/srv/sales/schedule.toml"

with DAG(
    dag_id="sales_pages",
    schedule="*/15 * * * *",
    start_date=pendulum.datetime(2026, 11, 30, tz="Europe/Warsaw"),
    catchup=False,
    max_active_runs=1,
) as dag:
    BashOperator(
        task_id="run_due",
        bash_command=f'"{PROGRAM}" run-due "{SCHEDULE}" || [ $? -eq 1 ]',
        execution_timeout=timedelta(hours=3),
    )
