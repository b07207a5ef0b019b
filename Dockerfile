# docker build -t chronicle .
# docker run -p 8000:8000 -v chronicle:/var/lib/chronicle \
#     -e SITE_URL=http://localhost:8000 -e ALLOWED_HOSTS=localhost chronicle
# Every variable is described in deploy/chronicle.env.example.

FROM python:3.13-slim AS packages
COPY requirements/scale.txt /tmp/scale.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /tmp/scale.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/chronicle
RUN useradd --system --uid 10001 --home-dir /var/lib/chronicle --shell /usr/sbin/nologin chronicle \
 && install -d -o chronicle -g chronicle -m 700 /var/lib/chronicle
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/chronicle
COPY . .
RUN python -m compileall -q captcha chronicle comments

USER chronicle
VOLUME /var/lib/chronicle
EXPOSE 8000
# The site answers only to its own names, so the question carries the first of them.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "\
import os, urllib.request as web; \
host = os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.'); \
web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["sh", "-c", "python deploy/secret_key.py && python manage.py prepare && exec gunicorn -c deploy/gunicorn.conf.py -b 0.0.0.0:8000 chronicle.wsgi"]
