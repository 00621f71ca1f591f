/**
 * What services say in their messages where no code says it. Each expression is bounded within itself, since the texts are
 * a stranger's; whoever uses one looks at the beginning of a message only.
 */

/** In the words of services and relays, English and Chinese. None is in Google's answer to too many requests a minute. */
export const noCredit =
  /exhausted balance|insufficient[ _](?:account |user |remaining )?(?:credits?|balance|funds|quota)|(?:not enough|out of|no (?:more|remaining|available)) (?:credits?|balance|funds|quota)|(?:credits?|balance|quota)(?: balance)? (?:is|are|has been) (?:too low|insufficient|exhausted|used up|depleted)|payment required|(?:余额|餘額|额度|額度|积分|積分|点数|點數|配额|配額)[^。.]{0,12}(?:不足|用尽|用盡|用完|耗尽|耗盡|不够|不夠|已满)|欠费|欠費|(?:请|請)[^。.]{0,8}(?:充值|儲值|充錢)/iu;

/** A key that is none, or none any more. */
export const wrongKey =
  /(?:invalid|incorrect|wrong|expired|missing|malformed) (?:api[ -]?key|access token|authentication credentials)|api[ -]?key (?:is )?(?:not valid|invalid|expired|missing|required)|(?:invalid|expired) token\b|\bstandard (?:api[ -]?)?keys? (?:is|are|have been) (?:no longer|not|rejected|refused|disabled)|(?:令牌|密钥|密鑰|api ?key)[^。.]{0,12}(?:无效|無效|过期|過期|错误|錯誤|不正确|不存在)|(?:无效|無效|错误|未提供)的?(?:令牌|密钥|api ?key)|(?:鉴权|认证|身份验证)失败/iu;

/** Behind a 404: a model that is not there, or not for this. */
export const unknownModel =
  /\bmodels?\b[^.。]{0,120}(?:not found|not exist|n['’]t exist|no longer|retired|unknown|unsupported|not supported|not available)|(?:unknown|no such|invalid|unsupported) model\b|channels? for model|模型[^。]{0,60}(?:不存在|未找到|找不到|不支持|下线|无效)|(?:不存在|未找到|找不到|无效)的?模型/iu;

/** The same behind other statuses, where a model may be meant that exists and cannot do something. */
export const missingModel =
  /\bmodels?\b[^.。]{0,120}(?:not found|not exist|n['’]t exist)|(?:unknown|no such|invalid) model\b|channels? for model|模型[^。]{0,60}(?:不存在|未找到|找不到|下线)|(?:不存在|未找到|找不到)的?模型/iu;

/**
 * Google's finish and block reasons that mean a refusal, by the words in them: `IMAGE_SAFETY`, `PROHIBITED_CONTENT`. Every
 * other one means that the model ended in another way, such as `MAX_TOKENS` or `MISSING_THOUGHT_SIGNATURE`.
 */
export const refusalReason =
  /SAFETY|PROHIBITED|RECITATION|BLOCKLIST|SPII|MODEL_ARMOR|JAILBREAK|POLICY|MODERAT|SENSITIVE|FILTER/iu;
